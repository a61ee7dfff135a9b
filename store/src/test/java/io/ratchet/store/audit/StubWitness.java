package io.ratchet.store.audit;

import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.MerkleProof;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.Post;
import io.ratchet.store.tlog.SignedNote;
import io.ratchet.store.tlog.Witness;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A witness by the words of c2sp.org/tlog-witness, for one log; it remembers the last head that it signed. */
final class StubWitness {
    private final NoteKey log;
    private final String name;
    private final SigningKey key;
    private final Clock clock;
    private Checkpoint last;
    private boolean away;

    StubWitness(NoteKey log, String name, Path keys, Clock clock) {
        this.log = log;
        this.name = name;
        this.key = SigningKey.open(keys);
        this.clock = clock;
        this.last = new Checkpoint(log.name(), 0, new byte[32]);
    }

    NoteKey noteKey() {
        return NoteKey.of(name, NoteKey.Kind.COSIGNATURE, key.noteKey(name).x509());
    }

    Witness asWitness() {
        return new Witness(noteKey(), URI.create("http://" + name + "/w/"));
    }

    void goAway() {
        away = true;
    }

    /** Asks the one that the address names. */
    static Post among(List<StubWitness> witnesses) {
        return (to, contentType, body) -> witnesses.stream()
                .filter(each -> !each.away)
                .filter(each -> to.toString().equals("http://" + each.name + "/w/add-checkpoint"))
                .findFirst()
                .map(each -> each.add(new String(body, StandardCharsets.UTF_8)))
                .orElseThrow(() -> new ConnectException("connection refused"));
    }

    private Post.Answer add(String request) {
        int end = request.indexOf("\n\n");
        List<String> lines = request.substring(0, end).lines().toList();
        long old = Long.parseLong(lines.get(0).substring("old ".length()));
        List<byte[]> proof =
                lines.stream().skip(1).map(Base64.getDecoder()::decode).toList();
        SignedNote note = SignedNote.read(request.substring(end + 2).getBytes(StandardCharsets.UTF_8));
        Checkpoint now = Checkpoint.read(note.text());
        if (!now.origin().equals(log.name())) return answer(404, "");
        if (!Checkpoint.isSigned(note, log)) return answer(403, "");
        if (old > now.size()) return answer(400, "");
        if (old != last.size()) return answer(409, last.size() + "\n");
        if (old == now.size() && !Arrays.equals(last.root(), now.root())) return answer(409, last.size() + "\n");
        if (old != 0 && !MerkleProof.isBeginning(old, last.root(), now.size(), now.root(), proof))
            return answer(422, "");
        last = now;
        SignedNote own = now.signed(key.noteKey(name), key::sign, clock.instant());
        SignedNote.Signature foreign = own.signatures().get(0);
        return answer(200, foreign.line() + own.signatures().get(1).line());
    }

    private static Post.Answer answer(int status, String body) {
        return new Post.Answer(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
