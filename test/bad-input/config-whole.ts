/** A right file in which every key of the config stands at least once; where keys exclude each other, the place says which it shows. */
export const WHOLE_CONFIG = `version: 1
state: sqlite:.backout/state.db
environments: { production: { automatic: true, drills: true } }
plugins: [./my-adapter.ts]
contacts: { oncall: { name: On call, phone: "+55 11", email: a@example.com, schedule: https://example.com/rota } }
escalation: [{ level: 1, contacts: [oncall], risesAfter: 5m }]
policy:
  automatic: { cooldown: 60m, perDay: 3, maxReleaseAge: 60m, blastRadius: 25% }
  approvals: { standard: 1, lossy: 2, infrastructure: 3, irreversible: 4 }
channels:
  incidents: { slack: { webhook: "\${SLACK}" }, locale: en }
  desk: { webhook: { url: https://desk.example.com/in, headers: { x-desk: a }, secret: "\${DESK}" } }
services:
  payments: { environments: { production: { targets: [{ pm2: { app: payments, releases: r } }] } } }
  shop:
    dependsOn: [payments]
    bake: 30m
    settle: 60s
    notify: [incidents]
    facts: [security]
    thresholds:
      { errorsAct: 5%, errorsInvestigate: 1%, slowerAct: 1.5, slowerInvestigate: 1.2, errorsAfter: 1%, investigate: 5m, minimumRequests: 20, window: 1m }
    guard: { backup: [./backup.sh], backupTimeout: 30m }
    environments:
      production:
        dependsOn: [payments]
        bake: 30m
        settle: 60s
        notify: [incidents]
        facts: [security]
        thresholds:
          { errorsAct: 5%, errorsInvestigate: 1%, slowerAct: 1.5, slowerInvestigate: 1.2, errorsAfter: 1%, investigate: 5m, minimumRequests: 20, window: 1m }
        guard: { backup: [./backup.sh], backupTimeout: 30m }
        schema: { url: "\${DATABASE_URL}" }
        targets:
          - name: app
            pm2: { app: shop, releases: r, current: c, home: /pm2, bin: pm2, rebuild: { repository: /git/shop, install: [npm, ci], build: [npm, run, build] } }
          - name: api
            compose: { file: compose.yaml, service: api, project: shop, override: true, keep: true, host: "ssh://a@b" }
          - name: worker
            compose: { container: worker, keep: true, host: "ssh://a@b" }
          - name: repo
            git:
              { repository: ., remote: origin, branch: main, strategy: revert, development: develop, tagPattern: "v*", commitTrailer: "Signed-off-by: A <a@b>", author: "A <a@b>" }
          - { name: deploy, kubernetes: { deployment: shop, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: sets, kubernetes: { statefulSet: shop-db, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: nodes, kubernetes: { daemonSet: shop-agent, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: chart, kubernetes: { helm: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: argo, kubernetes: { rollout: shop-argo, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: colour, kubernetes: { service: shop, colours: [blue, green], label: version, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: mesh, kubernetes: { virtualService: shop, route: main, stable: stable, canary: canary, deployment: shop-mesh, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: gateway, kubernetes: { httpRoute: shop, rule: main, stable: shop-a, canary: shop-b, deployment: shop-gateway, container: shop, namespace: shop, context: prod, kubeconfig: k, gitops: pause } }
          - { name: tasks, ecs: { cluster: shop, service: api, container: api, region: eu-west-1, profile: prod, endpoint: "http://aws.example.com", assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: "\${ID}" } } }
          - { name: function, lambda: { function: resize, alias: live, region: eu-west-1, profile: prod, endpoint: "http://aws.example.com", assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: x7 } } }
          - name: own
            exec: { current: [./c], history: [./h], apply: [./a, "{release}"], observe: [./o], cwd: ., env: { TOKEN: "\${TOKEN}" }, timeout: 10m, repeat: never }
        after:
          - { name: cache, exec: { flush: [./f], disable: [./d], stop-writes: [./s], resume-writes: [./r], repeat: idempotent } }
        health:
          - name: page
            http:
              { url: "https://shop/health", status: 200, within: 2s, json: { status: ok }, contains: ok, headers: { accept: "*" }, method: GET, body: x }
          - name: rows
            sql: { url: "\${DATABASE_URL}", check: select 1, within: 2s }
          - name: address
            dns: { name: shop.example.com, type: A, server: 10.0.0.2, expect: [203.0.113.7], only: true, within: 2s }
          - { name: alarms, cloudwatch: { alarms: [shop-5xx], region: eu-west-1, profile: prod, endpoint: "http://aws.example.com", assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: "\${ID}" } } }
        smoke:
          - { name: smoke, command: { argv: [npm, run, smoke], within: 30s, cwd: . } }
        signals:
          errors:
            prometheus: { server: "http://prom", errors: "rate(e[1m])", requests: "rate(r[1m])", gives: rate, histogram: h, unit: s, token: "\${T}", headers: { x-a: b }, within: 2s }
          p50: { prometheus: { server: "http://prom", p50: q } }
          p95: { prometheus: { server: "http://prom", p95: q } }
          p99: { prometheus: { server: "http://prom", p99: q } }
          mean: { prometheus: { server: "http://prom", mean: q } }
          balancer: { cloudwatch: { loadBalancer: app/shop/1, targetGroup: targetgroup/api/1, latency: p95, region: eu-west-1, profile: prod, endpoint: "http://aws.example.com", assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: "\${ID}" } } }
          gateway: { cloudwatch: { apiGateway: shop, stage: prod, latency: p95, region: eu-west-1, profile: prod, endpoint: "http://aws.example.com", assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: "\${ID}" } } }
          calls: { cloudwatch: { function: resize, alias: live, latency: p95, region: eu-west-1, profile: prod, endpoint: "http://aws.example.com", assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: "\${ID}" } } }
          metrics:
            cloudwatch:
              errors: { namespace: Shop, metric: Failures, dimensions: { Service: shop } }
              requests: { namespace: Shop, metric: Requests, dimensions: { Service: shop } }
              missingErrors: zero
              region: eu-west-1
              profile: prod
              endpoint: "http://aws.example.com"
              assumeRole: { arn: "arn:aws:iam::123456789012:role/backout", externalId: "\${ID}" }
          lines: { log: { file: x.log, errors: e, requests: r, timestamp: utc } }
          printed: { log: { command: [docker, logs, x], errors: e } }
          journal: { log: { journald: { unit: shop.service, match: { SYSLOG_IDENTIFIER: shop }, directory: j }, errors: e } }
          failed:
            sql: { url: "\${DATABASE_URL}", errors: "select 1 where at >= :from and at < :to", requests: "select 2 where at >= :from and at < :to" }
          refunds: { sql: { url: "\${DATABASE_URL}", count: "select 1 where at >= :from and at < :to" } }
          certificate:
            tls: { host: shop.example.com, port: 443, serverName: shop.example.com, ca: ca.pem, within: 2s, warnDays: 14, minimumDays: 3 }
          edge: { tls: { url: "https://edge.example.com" } }
        batches:
          - targets: [app, api, worker, repo, deploy, sets, nodes, chart, argo, colour, mesh, gateway]
            gate: { ready: { http: "https://shop/ready" }, failing: { log: { file: z.log, errors: e, requests: r } } }
          - targets: [tasks, function, own]
        compare:
          - name: stripe
            is: dependency
            signals:
              errors: { log: { file: y.log, errors: e, requests: r } }
`;
