/**
 * What offers its reports by an API, asked for them page by page. A driver is a pure step from what was kept to the
 * next page and what is to be kept then, so that whoever asks may stop after any page and go on in another process.
 *
 * <p>Nothing an answer says leads to another host: redirects are refused, a link to a next page is followed only at the
 * address of the settings, and where an answer names a place by number, only the number is taken.
 */
@NullMarked
package io.ratchet.connectors.pull;

import org.jspecify.annotations.NullMarked;
