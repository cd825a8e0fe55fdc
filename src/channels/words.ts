import type { MessageKind, Stopped } from "../core/channel.ts";
import type { FreezeKind } from "../core/freeze.ts";
import { placeText } from "../core/place.ts";

/** The languages that messages are written in. */
export type Locale = "en" | "pt-BR";

/** What a message tells of: a return to a release, or a service that is stopped or brought back. */
export type Deed = "return" | FreezeKind;

/** Every word of a message; `{place}` stands for the service and its environment. */
export interface Words {
	readonly titles: Readonly<Record<Deed, Readonly<Record<MessageKind, string>>>>;
	place(service: string, environment: string): string;
	readonly severity: string;
	readonly release: string;
	readonly by: string;
	readonly stopped: Readonly<Record<Stopped["how"], string>>;
	readonly changed: string;
	readonly nothingChanged: string;
	landed(landed: number, all: number): string;
	readonly started: string;
	readonly took: string;
	readonly expected: string;
	readonly numbers: string;
	readonly nextSteps: string;
	readonly nextUpdate: string;
	readonly noUpdate: string;
	readonly incident: string;
	readonly run: string;
}

const ENGLISH: Words = {
	titles: {
		return: {
			started: "Rolling back {place}",
			update: "Still rolling back {place}",
			done: "Rollback of {place} complete, service healthy",
			unhealthy: "Rollback of {place} complete, but the service is NOT healthy",
			failed: "Rollback of {place} FAILED",
			cancelled: "Rollback of {place} was cancelled",
			approval: "Rollback of {place} is waiting for approval",
		},
		"stop-writes": {
			started: "Stopping {place}: its users will NOT be served",
			update: "Still stopping {place}",
			done: "{place} is STOPPED: its users are NOT served until it is brought back",
			unhealthy: "{place} is stopped, but the service is NOT healthy",
			failed: "Stopping {place} FAILED",
			cancelled: "Stopping {place} was cancelled",
			approval: "Stopping {place} is waiting for approval",
		},
		"resume-writes": {
			started: "Bringing {place} back",
			update: "Still bringing {place} back",
			done: "{place} is back, service healthy",
			unhealthy: "{place} is back, but the service is NOT healthy",
			failed: "Bringing {place} back FAILED",
			cancelled: "Bringing {place} back was cancelled",
			approval: "Bringing {place} back is waiting for approval",
		},
	},
	place: (service, environment) => placeText({ service, environment }),
	severity: "Severity",
	release: "Release",
	by: "Started by",
	stopped: { cancelled: "Cancelled by", rejected: "Rejected by" },
	changed: "Changed",
	nothingChanged: "nothing",
	landed: (landed, all) => `${landed} of ${all} steps`,
	started: "Started",
	took: "Took",
	expected: "Expected to take",
	numbers: "Before and after",
	nextSteps: "Next steps",
	nextUpdate: "Next update",
	noUpdate: "No further update is planned.",
	incident: "Incident",
	run: "run",
};

const BRAZILIAN: Words = {
	titles: {
		return: {
			started: "Iniciando rollback de {place}",
			update: "Rollback de {place} ainda em andamento",
			done: "Rollback de {place} concluído, serviço saudável",
			unhealthy: "Rollback de {place} concluído, mas o serviço NÃO está saudável",
			failed: "Rollback de {place} FALHOU",
			cancelled: "Rollback de {place} foi cancelado",
			approval: "Rollback de {place} aguarda aprovação",
		},
		"stop-writes": {
			started: "Parando {place}: os usuários NÃO serão atendidos",
			update: "Parada de {place} ainda em andamento",
			done: "{place} está PARADO: os usuários NÃO são atendidos até que o serviço volte",
			unhealthy: "{place} está parado, mas o serviço NÃO está saudável",
			failed: "A parada de {place} FALHOU",
			cancelled: "A parada de {place} foi cancelada",
			approval: "A parada de {place} aguarda aprovação",
		},
		"resume-writes": {
			started: "Trazendo {place} de volta",
			update: "Retomada de {place} ainda em andamento",
			done: "{place} voltou, serviço saudável",
			unhealthy: "{place} voltou, mas o serviço NÃO está saudável",
			failed: "A retomada de {place} FALHOU",
			cancelled: "A retomada de {place} foi cancelada",
			approval: "A retomada de {place} aguarda aprovação",
		},
	},
	place: (service, environment) => `${service} em ${environment}`,
	severity: "Severidade",
	release: "Versão",
	by: "Iniciado por",
	stopped: { cancelled: "Cancelado por", rejected: "Rejeitado por" },
	changed: "Alterado",
	nothingChanged: "nada",
	landed: (landed, all) => `${landed} de ${all} passos`,
	started: "Início",
	took: "Duração",
	expected: "Duração prevista",
	numbers: "Antes e depois",
	nextSteps: "Próximos passos",
	nextUpdate: "Próxima atualização",
	noUpdate: "Nenhuma outra atualização está prevista.",
	incident: "Incidente",
	run: "execução",
};

/** The words of a language. */
export function wordsOf(locale: Locale): Words {
	return locale === "pt-BR" ? BRAZILIAN : ENGLISH;
}
