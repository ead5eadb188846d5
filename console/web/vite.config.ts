import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const house = process.env['WATCHROOM_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': { target: house, ws: true }, '/osmand': house } },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1200 },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
