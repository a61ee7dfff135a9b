/** How people are told something although they did not ask: by mail, and by incoming webhooks of chats. */
@NullMarked
package io.ratchet.connectors.notice;

import org.jspecify.annotations.NullMarked;
