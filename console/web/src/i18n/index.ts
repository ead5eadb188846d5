import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import enAdmin from './en/admin.json';
import enCommon from './en/common.json';
import enConsole from './en/console.json';
import enCoverage from './en/coverage.json';
import enDispatch from './en/dispatch.json';
import enExports from './en/exports.json';
import enHealth from './en/health.json';
import enLessons from './en/lessons.json';
import enOnvif from './en/onvif.json';
import enModels from './en/models.json';
import enPatrols from './en/patrols.json';
import enMessages from './en/messages.json';
import enPalette from './en/palette.json';
import enPanic from './en/panic.json';
import enOutward from './en/outward.json';
import enPursuit from './en/pursuit.json';
import enRecording from './en/recording.json';
import enRoads from './en/roads.json';
import enReview from './en/review.json';
import enRules from './en/rules.json';
import enTrials from './en/trials.json';
import enTrust from './en/trust.json';
import enUnit from './en/unit.json';
import enWall from './en/wall.json';
import zhAdmin from './zh/admin.json';
import zhCommon from './zh/common.json';
import zhConsole from './zh/console.json';
import zhCoverage from './zh/coverage.json';
import zhDispatch from './zh/dispatch.json';
import zhExports from './zh/exports.json';
import zhHealth from './zh/health.json';
import zhLessons from './zh/lessons.json';
import zhOnvif from './zh/onvif.json';
import zhModels from './zh/models.json';
import zhPatrols from './zh/patrols.json';
import zhMessages from './zh/messages.json';
import zhPalette from './zh/palette.json';
import zhPanic from './zh/panic.json';
import zhOutward from './zh/outward.json';
import zhPursuit from './zh/pursuit.json';
import zhRecording from './zh/recording.json';
import zhRoads from './zh/roads.json';
import zhReview from './zh/review.json';
import zhRules from './zh/rules.json';
import zhTrials from './zh/trials.json';
import zhTrust from './zh/trust.json';
import zhUnit from './zh/unit.json';
import zhWall from './zh/wall.json';

export type Language = 'en' | 'zh';

const STORAGE_KEY = 'watchroom.language';

function firstLanguage(): Language {
  const kept = localStorage.getItem(STORAGE_KEY);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function mark(language: string): void {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
}

/** Change the language of the page and remember it on this machine. */
export function setLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  mark(language);
  void i18next.changeLanguage(language);
}

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: false,
  ns: ['common', 'console', 'coverage', 'unit', 'admin', 'dispatch', 'exports', 'health', 'lessons', 'models', 'onvif', 'outward', 'messages', 'trust', 'panic', 'patrols', 'pursuit', 'recording', 'review', 'roads', 'rules', 'trials', 'wall'],
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  resources: {
    en: { common: enCommon, console: enConsole, coverage: enCoverage, unit: enUnit, admin: enAdmin, dispatch: enDispatch, exports: enExports, health: enHealth, lessons: enLessons, models: enModels, onvif: enOnvif, outward: enOutward, messages: enMessages, trust: enTrust, palette: enPalette, panic: enPanic, patrols: enPatrols, pursuit: enPursuit, recording: enRecording, review: enReview, roads: enRoads, rules: enRules, trials: enTrials, wall: enWall },
    zh: { common: zhCommon, console: zhConsole, coverage: zhCoverage, unit: zhUnit, admin: zhAdmin, dispatch: zhDispatch, exports: zhExports, health: zhHealth, lessons: zhLessons, models: zhModels, onvif: zhOnvif, outward: zhOutward, messages: zhMessages, trust: zhTrust, palette: zhPalette, panic: zhPanic, patrols: zhPatrols, pursuit: zhPursuit, recording: zhRecording, review: zhReview, roads: zhRoads, rules: zhRules, trials: zhTrials, wall: zhWall },
  },
});
mark(i18next.language);
