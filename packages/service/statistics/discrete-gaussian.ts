/** Gives this many bytes that nobody can foretell. */
export type RandomBytes = (count: number) => Uint8Array;

/** An exact number, above nought. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Draws one whole number from the discrete Gaussian of mean 0 and this parameter σ². */
export type DrawNoise = (variance: Fraction) => bigint;

/**
 * The exact sampler of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS 2020,
 * arXiv:2004.00010), algorithms 1 to 3: P[x] is proportional to exp(-x²/2σ²) over the whole numbers. It reckons with whole
 * numbers alone. A sampler that rounds real numbers can be told apart from the distribution its proof speaks of, and has been
 * (Mironov, CCS 2012).
 * @param random in use `randomBytes` of `node:crypto`; a test may give bytes that can be repeated
 */
export function createNoise(random: RandomBytes): DrawNoise {
  const draw = drawFrom(random);
  return (variance) => drawGaussian(draw, variance);
}

/** Draws of one source of bytes. */
interface Draw {
  /** Each of 0 … n-1 equally often. */
  below(n: bigint): bigint;
}

const POOL_BYTES = 4096;

function drawFrom(random: RandomBytes): Draw {
  let pool = random(POOL_BYTES);
  let used = 0;
  const byte = (): number => {
    if (used === pool.length) {
      pool = random(POOL_BYTES);
      used = 0;
    }
    return pool[used++] ?? 0;
  };
  return {
    below(n) {
      const bits = (n - 1n).toString(2).length;
      const bytes = Math.ceil(bits / 8);
      const mask = (1n << BigInt(bits)) - 1n;
      for (;;) {
        let drawn = 0n;
        for (let count = 0; count < bytes; count++) drawn = (drawn << 8n) | BigInt(byte());
        drawn &= mask;
        if (drawn < n) return drawn;
      }
    },
  };
}

/** Algorithm 3: a discrete Laplace draw, taken with the probability that makes a Gaussian of it. */
function drawGaussian(draw: Draw, { numerator, denominator }: Fraction): bigint {
  const scale = squareRoot(numerator / denominator) + 1n;
  const step = denominator * scale;
  for (;;) {
    const drawn = drawLaplace(draw, scale);
    const away = (drawn < 0n ? -drawn : drawn) * step - numerator;
    if (isExp(draw, away * away, 2n * numerator * step * scale)) return drawn;
  }
}

/** Algorithm 2: P[x] proportional to exp(-|x|/scale). */
function drawLaplace(draw: Draw, scale: bigint): bigint {
  for (;;) {
    const rest = draw.below(scale);
    if (!isExp(draw, rest, scale)) continue;
    let wholes = 0n;
    while (isExp(draw, 1n, 1n)) wholes++;
    const size = rest + scale * wholes;
    const isNegative = draw.below(2n) === 1n;
    if (isNegative && size === 0n) continue;
    return isNegative ? -size : size;
  }
}

/** Algorithm 1: true with probability exp(-numerator/denominator). */
function isExp(draw: Draw, numerator: bigint, denominator: bigint): boolean {
  for (let whole = numerator / denominator; whole > 0n; whole--) if (!isExpOfPart(draw, 1n, 1n)) return false;
  return isExpOfPart(draw, numerator % denominator, denominator);
}

/** The same for a part of one: the number of the first failure among chances part/1, part/2, … is odd that often. */
function isExpOfPart(draw: Draw, numerator: bigint, denominator: bigint): boolean {
  let tries = 1n;
  while (draw.below(denominator * tries) < numerator) tries++;
  return tries % 2n === 1n;
}

/** The largest whole number whose square is at most `n`. */
function squareRoot(n: bigint): bigint {
  let root = BigInt(Math.floor(Math.sqrt(Number(n))));
  while (root * root > n) root--;
  while ((root + 1n) * (root + 1n) <= n) root++;
  return root;
}
