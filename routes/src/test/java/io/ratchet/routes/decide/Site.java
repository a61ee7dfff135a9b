package io.ratchet.routes.decide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A site's folder as the guide shows one: Contoso's own scheduler has a floor, below which its owner gets a ticket. */
final class Site {
    private Site() {}

    /** Writes the folder and returns it. */
    static Path scheduler(Path folder) throws IOException {
        write(folder, "catalogue/contoso.yaml", """
                systems:
                  - id: sv-contoso-scheduler
                    name: Contoso Scheduler
                    course: server
                    tags: [server]
                    recognise:
                      - {product: "^Contoso Scheduler"}
                    floor: {build: 4.2.0, says: version 4.2}
                    remedy: upgrade
                    restart: service
                    advice: update it with its vendor's installer
                    sources: [contoso-tls-statement]
                    confidence: M
                """);
        write(folder, "rules/contoso.drl", """
                rule "Contoso Scheduler is updated by its owner"
                  @id( "R900-contoso-scheduler-is-updated" ) @status( "test" ) @statements( "5" )
                  @source( "contoso-tls-statement" ) @retrieved( "2026-11-23" )
                when
                  $need : Need( topic == "build", status == "unmet", system == "sv-contoso-scheduler" )
                then
                  out.ticket( $need, "It speaks TLS 1.2 only from this build on." );
                end
                """);
        write(folder, "cases/contoso.yaml", """
                cases:
                  - case: Contoso Scheduler below its floor
                    hosts:
                      old: {base: server-2016, facts: [{product: Contoso Scheduler, version: 4.1.9}]}
                    fires: [R900]
                    expect:
                      - {asset: old.corp.example, system: sv-contoso-scheduler, decision: ticket, remedy: upgrade}
                  - case: Contoso Scheduler at its floor
                    hosts:
                      new: {base: server-2016, facts: [{product: Contoso Scheduler, version: 4.2.0}]}
                    not: [R900]
                    expect:
                      - {asset: new.corp.example, system: sv-contoso-scheduler, decision: no-action}
                """);
        return folder;
    }

    static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
