/** A workflow that computes without a pause for so many rounds. It stands for a rule that takes far too long. */
export async function busy(rounds: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = (sum + i * i) % 1_000_003;
  return await Promise.resolve(sum);
}
