package io.ratchet.connectors.winrm;

/** Lets a test of another package say that a host refused a credential. */
public final class Refusals {
    private Refusals() {}

    public static void refuse(CredentialCircuit circuit, String reference, String host) {
        circuit.attempt(reference, host).refused();
    }
}
