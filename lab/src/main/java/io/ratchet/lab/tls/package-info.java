/** TLS as simulated hosts speak it: a certificate of the fleet's own, old protocols where a host still has them on. */
@NullMarked
package io.ratchet.lab.tls;

import org.jspecify.annotations.NullMarked;
