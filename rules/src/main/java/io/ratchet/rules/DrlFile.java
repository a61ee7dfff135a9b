package io.ratchet.rules;

/**
 * A file of rules.
 *
 * @param name to name it by in a message
 * @param text its whole DRL
 */
record DrlFile(String name, String text) {}
