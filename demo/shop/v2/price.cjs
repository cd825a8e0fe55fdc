/** What the product costs today, in cents. The bug of release v2: not every product is on sale. */
exports.priceOf = (product) => Math.round(product.cents * (1 - product.sale.percent / 100));
