/**
 * A company's sign-in by OpenID Connect. Its library is loaded by whoever makes an {@link OpenIdConnect}, and no other.
 */
@NullMarked
package io.ratchet.connectors.openid;

import org.jspecify.annotations.NullMarked;
