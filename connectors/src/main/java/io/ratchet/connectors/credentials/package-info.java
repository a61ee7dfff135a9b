/**
 * Where secrets come from: {@link io.ratchet.connectors.credentials.CredentialReferences} reads files, environment
 * variables and a vault at the moment of use. Nothing here caches, prints or logs a secret.
 */
@NullMarked
package io.ratchet.connectors.credentials;

import org.jspecify.annotations.NullMarked;
