/** What each asset needs: {@link io.ratchet.rules.RuleBook} decides over an {@link io.ratchet.rules.Estate}. */
@NullMarked
package io.ratchet.rules;

import org.jspecify.annotations.NullMarked;
