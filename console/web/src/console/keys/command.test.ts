import { expect, it } from 'vitest';
import { commandOf } from './command';

const press = { isModified: false, isTyping: false, isOnControl: false };

it('goes to the next with J', () => expect(commandOf({ ...press, key: 'j' })).toEqual({ do: 'step', by: 1 }));
it('means the same with Caps Lock', () => expect(commandOf({ ...press, key: 'F' })).toEqual({ do: 'dismiss' }));
it('leaves letters to a field', () => expect(commandOf({ ...press, key: 'd', isTyping: true })).toBeNull());
it('leaves shortcuts to the browser', () => expect(commandOf({ ...press, key: 'f', isModified: true })).toBeNull());
it('takes with Enter', () => expect(commandOf({ ...press, key: 'Enter' })).toEqual({ do: 'take' }));
it('lets Enter press a focused button', () => expect(commandOf({ ...press, key: 'Enter', isOnControl: true })).toBeNull());
it('picks the third with 3', () => expect(commandOf({ ...press, key: '3' })).toEqual({ do: 'digit', digit: 3 }));
it('sends the offered unit instead with S', () => expect(commandOf({ ...press, key: 's' })).toEqual({ do: 'offer', isInstead: true }));
it('reinforces with E', () => expect(commandOf({ ...press, key: 'e' })).toEqual({ do: 'reinforce' }));
it('merges with M', () => expect(commandOf({ ...press, key: 'm' })).toEqual({ do: 'merge' }));
it('has no meaning for 0', () => expect(commandOf({ ...press, key: '0' })).toBeNull());
