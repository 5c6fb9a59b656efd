/**
 * A client process that sends many parameterised queries at once over a pool and exits with 1 when any response belongs to
 * another query. Large parameters come in several packets, between which other clients' packets arrive.
 */
import pg from 'pg';

const [url = '', tag = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 4 });
let wrong = 0;

async function work(worker: number): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const column = `c_${tag}_${worker}`;
    const { rows } = await pool.query<Record<string, number>>({
      text: `SELECT $1::int AS ${column}, length($2::text) AS size`,
      values: [i, 'x'.repeat(i % 2 ? 400_000 : 10)],
      // The same name in every process for another text: statements must be kept apart.
      ...(i % 3 === 0 && { name: `statement${worker}` }),
    });
    if (rows[0]?.[column] !== i) wrong++;
  }
}

await Promise.all([0, 1, 2, 3].map(work));
await pool.end();
process.exitCode = wrong === 0 ? 0 : 1;
