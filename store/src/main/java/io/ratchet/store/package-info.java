/**
 * What must survive a restart. {@link io.ratchet.store.Store#transact} gives one {@link io.ratchet.store.Tx}:
 * everything done through it commits together or not at all, so a state change and its audit line can never part. One
 * schema and one SQL dialect serve H2 and PostgreSQL.
 */
@NullMarked
package io.ratchet.store;

import org.jspecify.annotations.NullMarked;
