/** What the product costs today, in cents. */
exports.priceOf = (product) => Math.round(product.cents * (1 - (product.sale?.percent ?? 0) / 100));
