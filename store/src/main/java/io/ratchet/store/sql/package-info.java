/**
 * The store on JDBC. One schema and one SQL dialect for H2 (a file of its own) and PostgreSQL 15 and newer;
 * {@link io.ratchet.store.sql.SqlStore} is the only door. A driver's exception is translated once, in {@code Sql}.
 */
@NullMarked
package io.ratchet.store.sql;

import org.jspecify.annotations.NullMarked;
