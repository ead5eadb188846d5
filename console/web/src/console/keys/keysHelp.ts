import { create } from 'zustand';

export const useKeysHelp = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export function toggleKeysHelp(): void {
  useKeysHelp.setState(({ isOpen }) => ({ isOpen: !isOpen }));
}
