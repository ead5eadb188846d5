import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeviceChannel, DeviceReading } from './shapes';
import { clockErrorS, streamWords } from './taking';

/** What a device said of itself, and for each of its pictures the way to take it over. */
export function Reading({ reading, onTake }: { reading: DeviceReading; onTake: (channel: DeviceChannel) => void }) {
  const { t } = useTranslation();
  const clockError = clockErrorS(reading);
  return (
    <div className="reading">
      <p className="reading-head">
        <strong>{[reading.manufacturer, reading.model].filter(Boolean).join(' ') || t('onvif:find.nameless')}</strong>
        {reading.firmware && <span>{t('onvif:read.firmware', { version: reading.firmware })}</span>}
        <span>{reading.has_events ? t('onvif:read.events') : t('onvif:read.no_events')}</span>
      </p>
      {clockError !== null && <p className="mood mood-wait">{t('onvif:read.clock', { seconds: clockError })}</p>}
      {reading.channels.length === 0 && <p className="mood mood-bad">{t('onvif:read.no_stream')}</p>}
      <ul className="reading-channels">
        {reading.channels.map((channel) => (
          <li key={channel.video_source}>
            <dl>
              {reading.channels.length > 1 && (
                <>
                  <dt>{t('onvif:read.picture')}</dt>
                  <dd>{channel.name}</dd>
                </>
              )}
              <dt>{t('onvif:read.main')}</dt>
              <dd>{streamWords(channel.main)}</dd>
              <dt>{t('onvif:read.sub')}</dt>
              <dd>{channel.sub ? streamWords(channel.sub) : t('onvif:read.no_sub')}</dd>
              <dt>{t('onvif:read.ptz')}</dt>
              <dd>{channel.has_ptz ? t('onvif:read.yes') : t('onvif:read.no')}</dd>
            </dl>
            <Button onClick={() => onTake(channel)}>{t('onvif:read.take')}</Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
