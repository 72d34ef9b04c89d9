// ONNX Runtime's side of the benchmarks: the protocol of peer.py, inference only. What it runs is what PyTorch exports:
//   node peer.js PYTHON PEER.PY THREADS
'use strict';
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const readline = require('readline');
const ort = require('onnxruntime-node');

const [python, script, threads] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'modeldsl-onnx-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

async function prepare(model, batch) {
  const file = path.join(folder, `${model}-${batch}.onnx`);
  if (!fs.existsSync(file)) execFileSync(python, [script, '--threads', threads, '--export', model, batch, file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: +threads, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
  const shape = JSON.parse(fs.readFileSync(file + '.json', 'utf8'));
  const length = shape.reduce((product, size) => product * size, 1);
  const x = new ort.Tensor('float32', Float32Array.from({ length }, () => Math.random() * 4 - 2), shape);
  return () => session.run({ x });
}

(async () => {
  const version = require('onnxruntime-node/package.json').version;
  console.log(JSON.stringify({ version, threads: +threads, layout: 'onnx', malloc: {} }));
  let operation;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, ...values] = line.trim().split(/\s+/);
    if (command === 'prepare') {
      operation = await prepare(values[0], values[2]);
      console.log('ready');
    } else if (command === 'measure') {
      const start = performance.now();
      for (let i = 0; i < +values[0]; i++) await operation();
      console.log(String((performance.now() - start) / +values[0]));
    } else throw new Error(`peer.js: unknown request: ${line}`);
  }
})().catch((error) => {
  console.error(`peer.js: ${error.message}`);
  process.exit(1);
});
