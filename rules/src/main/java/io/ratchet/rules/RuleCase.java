package io.ratchet.rules;

/**
 * A case that holds a rule to its word.
 *
 * @param file of the shipped cases, in which it stands
 * @param name a sentence
 * @param fires whether the rule must shape a decision in it; else it must not
 * @param text as it is written
 */
public record RuleCase(String file, String name, boolean fires, String text) {}
