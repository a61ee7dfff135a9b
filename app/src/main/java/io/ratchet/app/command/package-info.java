/**
 * One class for each command of the command line. Data goes to standard output, everything a person reads to standard
 * error. {@code parse}, {@code decide} and {@code audit verify} touch neither the server framework nor the database, so
 * that they answer at once.
 */
@NullMarked
package io.ratchet.app.command;

import org.jspecify.annotations.NullMarked;
