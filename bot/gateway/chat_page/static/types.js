/**
 * The shapes that travel between this page and the server, and the one shape
 * (Outgoing) that lives only on this page. Types only: nothing runs here.
 */

/** @typedef {{title: string, id: string, name?: string}} Choice a button of a keyboard; commands have a name */

/**
 * @typedef {object} Message
 * @property {number | string | null} id null while it has not reached the server
 * @property {"bot" | "person"} from
 * @property {string} text
 * @property {string} at ISO time
 * @property {string | null} [key] made by the page that sent it
 * @property {Choice[]} [buttons]
 * @property {Choice[]} [commands]
 * @property {{low: string, high: string} | null} [scale]
 * @property {{seconds_total: number} | null} [pace]
 */

/**
 * @typedef {object} Edit a step of a paced bubble
 * @property {number} id
 * @property {string} text
 * @property {number} [seconds]
 * @property {number} [round]
 * @property {number} [rounds]
 * @property {boolean} [over]
 */

/**
 * @typedef {object} Outgoing something the person said, until the server has it
 * @property {string} key
 * @property {string} text the words, or the title of the button
 * @property {string | null} button
 * @property {number | null} keyboardOf the bubble whose button it is
 * @property {string} at ISO time
 * @property {"waiting" | "retrying" | "refused" | "sent"} state
 * @property {string} error what the server answered when it refused
 * @property {number | string | null} id
 * @property {number} failures how often the server itself failed on it
 */

export {};
