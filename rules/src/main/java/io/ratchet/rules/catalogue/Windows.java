package io.ratchet.rules.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A release of Windows as tables 1.4 and 2.6 have it.
 *
 * @param system the row it is
 * @param productTypes empty: the number alone decides (statement 2)
 * @param caption must match where given; splits what number and product type cannot
 * @param schannel {@code explicit}: TLS 1.2 is off until its values stand; {@code native}: on unless a value says
 *     otherwise; {@code none}
 * @param serverAlways whether it counts as listening without evidence
 * @param winhttp the update that makes DefaultSecureProtocols work; null when WinHTTP needs nothing
 * @param update the update that brings TLS 1.2 into Schannel; null when it is there
 * @param dotnet {@code all}: strong cryptography is wanted for every runtime; {@code asked}: only where a known
 *     application needs it; {@code none}
 * @param dotnet2 {@code inbox} or {@code optional}
 * @param dotnet4 {@code inbox} or {@code optional}
 * @param dotnet2Update brings SystemDefaultTlsVersions to .NET 2.0 to 3.5.1; null when none is needed
 * @param cryptoUpdates updates that bring SchUseStrongCrypto to old .NET 4 releases
 * @param remoteDesktopUpdate without it remote desktop is lost when TLS 1.0 goes
 * @param architecture the only one it exists in; null when it must be told
 * @param stacks each must be seen speaking TLS 1.2 before it is READY
 */
public record Windows(
        String system,
        Version from,
        Version below,
        List<Integer> productTypes,
        @Nullable Pattern caption,
        @Nullable Pattern notCaption,
        String schannel,
        boolean serverAlways,
        @Nullable String winhttp,
        @Nullable String update,
        String dotnet,
        String dotnet2,
        String dotnet4,
        @Nullable String dotnet2Update,
        List<CryptoUpdate> cryptoUpdates,
        @Nullable String remoteDesktopUpdate,
        @Nullable String architecture,
        List<String> stacks) {

    /**
     * @param fromRelease the first value of NDP\v4\Full\Release it is for
     * @param toRelease the last one
     */
    public record CryptoUpdate(String kb, long fromRelease, long toRelease) {}

    static Windows read(Node node) {
        Windows windows = new Windows(
                node.text("system"),
                Version.of(node.text("from")),
                Version.of(node.text("below")),
                node.numbers("product-types"),
                pattern(node.optional("caption")),
                pattern(node.optional("not-caption")),
                node.or("schannel", "none"),
                node.flag("server-always"),
                node.optional("winhttp"),
                node.optional("update"),
                node.or("dotnet", "none"),
                node.or("dotnet-2", "optional"),
                node.or("dotnet-4", "optional"),
                node.optional("dotnet-2-update"),
                node.nodes("crypto-updates").stream().map(Windows::crypto).toList(),
                node.optional("remote-desktop-update"),
                node.optional("architecture"),
                node.texts("stacks").stream()
                        .map(s -> s.toUpperCase(Locale.ROOT))
                        .toList());
        node.done();
        return windows;
    }

    private static CryptoUpdate crypto(Node node) {
        CryptoUpdate update =
                new CryptoUpdate(node.text("kb"), Long.parseLong(node.text("from")), Long.parseLong(node.text("to")));
        node.done();
        return update;
    }

    private static @Nullable Pattern pattern(@Nullable String regex) {
        return regex == null ? null : Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /** Whether anything can be changed on it to make TLS 1.2 work. */
    public boolean capable() {
        return !"none".equals(schannel);
    }
}
