package io.ratchet.rules;

import io.ratchet.domain.organisation.Organisation;
import java.nio.file.*;
import java.time.Instant;

final class Dump {
    public static void main(String[] args) throws Exception {
        long t0 = System.nanoTime();
        RuleBook book = RuleBook.shipped();
        long t1 = System.nanoTime();
        String findings = Files.readString(Path.of(args[0]));
        Organisation org = args.length > 2 ? EstateFile.organisation(Files.readString(Path.of(args[2]))) : Organisation.careful();
        var assets = EstateFile.assets(findings);
        long t2 = System.nanoTime();
        var lines = book.decide(new Estate(Instant.parse(args[1]), org, assets));
        long t3 = System.nanoTime();
        for (var d : lines) {
            var n = DecisionLine.of(d);
            n.remove("facts");
            System.out.println(n);
        }
        System.err.printf("book %d ms, read %d ms, decide %d ms%n", (t1 - t0) / 1000000, (t2 - t1) / 1000000, (t3 - t2) / 1000000);
    }
}
