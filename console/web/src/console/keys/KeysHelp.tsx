import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { toggleKeysHelp, useKeysHelp } from './keysHelp';
import './keys.css';

const ROWS = [
  ['J K', 'step'], ['Enter', 'take'], ['I', 'incident'], ['F 1–6', 'dismiss'], ['D', 'order'], ['1–9', 'unit'],
  ['A', 'offer'], ['S', 'instead'], ['E', 'reinforce'], ['M', 'merge'], ['Y', 'answer'], ['X', 'stop'], ['G', 'go'], ['N', 'note'], ['L', 'live'], ['R', 'moment'], ['Space', 'play'], ['← →', 'skip'], [', .', 'frame'], ['T', 'tab'],
  ['Ctrl-K', 'find'], ['Esc', 'away'], ['?', 'help'],
] as const;

/** Every key of the room. */
export function KeysHelp() {
  const { t } = useTranslation();
  const isOpen = useKeysHelp((state) => state.isOpen);
  return (
    <Modal opened={isOpen} onClose={toggleKeysHelp} title={t('console:keys.title')} size="md">
      <dl className="keys">
        {ROWS.map(([keys, name]) => (
          <div key={name}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`console:keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
