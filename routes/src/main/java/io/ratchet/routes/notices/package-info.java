/**
 * From something that people should know to their mailbox or chat, once. It is looked for what is to be told
 * ({@link io.ratchet.routes.notices.Occasions}), which is put into the outbox under a key of its own; the route sends
 * it afterwards ({@link io.ratchet.routes.notices.NoticeSender}).
 */
@NullMarked
package io.ratchet.routes.notices;

import org.jspecify.annotations.NullMarked;
