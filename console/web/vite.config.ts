import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

const house = process.env['WATCHROOM_URL'] ?? 'http://127.0.0.1:8000';

/**
 * The phone page's shell, kept on the phone: the built files and nothing else. Answers of the API and footage are never
 * kept, and a new version takes over at the next look at the page.
 */
const shell = VitePWA({
  registerType: 'autoUpdate',
  injectRegister: null, // the phone page registers it itself: the room needs no worker
  filename: 'unit-worker.js',
  manifestFilename: 'unit.webmanifest',
  includeAssets: ['favicon.svg'],
  manifest: {
    id: '/unit',
    name: 'Watchroom unit',
    short_name: 'Watchroom',
    start_url: '/unit',
    scope: '/unit',
    display: 'standalone',
    orientation: 'portrait',
    background_color: '#0b1016',
    theme_color: '#0b1016',
    icons: [
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    globPatterns: ['index.html', 'assets/*.{js,mjs,css}'],
    globIgnores: ['assets/*{Admin,Wall,Review,Exports,Precision,Health,Console,hls}*'],
    maximumFileSizeToCacheInBytes: 4 << 20,
    navigateFallback: '/index.html',
    navigateFallbackAllowlist: [/^\/unit(\/|$)/],
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    skipWaiting: true,
    inlineWorkboxRuntime: true,
    sourcemap: false,
    mode: 'production',
  },
});

export default defineConfig({
  plugins: [react(), shell],
  server: { proxy: { '/api': { target: house, ws: true }, '/osmand': house } },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1200 },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
