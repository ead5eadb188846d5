interface Tag {
  write(message: { records: { recordType: 'url'; data: string }[] }): Promise<void>;
}

/** Writes a link on the NFC tag that is held to the device next (Web NFC); throws where the browser refuses. */
export async function writeTag(link: string): Promise<void> {
  const Reader = (window as unknown as { NDEFReader: new () => Tag }).NDEFReader;
  await new Reader().write({ records: [{ recordType: 'url', data: link }] });
}
