package io.ratchet.connectors.credentials;

import static io.ratchet.connectors.credentials.CredentialReferences.invalid;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.OwnersFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads an account from a file that only its owner may read. */
final class SecretFiles {
    private static final int LONGEST = 8192;

    private final Path directory;

    SecretFiles(Path directory) {
        this.directory = directory;
    }

    Account account(String reference, String name) {
        List<String> lines = lines(reference, directory.resolve(name));
        String user = keyed(lines, "user");
        String password = keyed(lines, "password");
        if (!user.isEmpty() && !password.isEmpty()) return new Account(user, password);
        if (lines.size() == 2 && user.isEmpty() && password.isEmpty()) return new Account(lines.get(0), lines.get(1));
        throw invalid(
                reference,
                "leads to a file that is neither two lines, user and password, nor user=... and password=...");
    }

    private static String keyed(List<String> lines, String key) {
        String prefix = key + "=";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    private static List<String> lines(String reference, Path file) {
        try {
            refuseSharedFile(reference, file);
            if (Files.size(file) > LONGEST) throw invalid(reference, "leads to a file that is too long to be a secret");
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (NoSuchFileException missing) {
            throw invalid(
                    reference,
                    "leads to no file: there is no '" + file
                            + "'; write user and password into it, one line each, or correct 'credentials'",
                    missing);
        } catch (CharacterCodingException notText) {
            throw invalid(reference, "leads to a file that is not UTF-8 text", notText);
        } catch (IOException unreadable) {
            throw invalid(reference, "leads to '" + file + "', which this account may not read", unreadable);
        }
    }

    private static void refuseSharedFile(String reference, Path file) throws IOException {
        if (Files.isDirectory(file)) throw invalid(reference, "leads to '" + file + "', which is a folder");
        if (OwnersFile.isShared(file))
            throw invalid(reference, "leads to '" + file + "', which others can read or write; chmod 600 it");
    }
}
