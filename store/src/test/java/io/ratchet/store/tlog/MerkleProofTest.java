package io.ratchet.store.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleProofTest {
    private static final int EVERY = 200;
    private static final LeavesInMemory LEAVES = LeavesInMemory.numbered(3000);

    @Test
    void everyLeafOfEverySmallTreeIsShownToBeInIt() {
        for (int size = 1; size <= EVERY; size++) {
            byte[] root = LEAVES.defined(0, size);
            assertThat(MerkleProof.root(LEAVES, size)).isEqualTo(root);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = MerkleProof.inclusion(LEAVES, index, size);
                assertThat(path.size()).isLessThanOrEqualTo(8);
                assertThat(MerkleProof.rootFrom(LEAVES.root(0, index), index, size, path))
                        .as("leaf %d of %d", index, size)
                        .hasValueSatisfying(found -> assertThat(found).isEqualTo(root));
            }
        }
    }

    @Test
    void everySmallTreeIsShownToBeTheBeginningOfEveryLargerOne() {
        for (int size = 0; size <= EVERY; size++) {
            byte[] root = MerkleProof.root(LEAVES, size);
            for (int older = 0; older <= size; older++)
                assertThat(MerkleProof.isBeginning(
                                older,
                                MerkleProof.root(LEAVES, older),
                                size,
                                root,
                                MerkleProof.consistency(LEAVES, older, size)))
                        .as("%d of %d", older, size)
                        .isTrue();
        }
    }

    @Property(tries = 300)
    void aProofIsOfOneLeafOneSizeAndEachOfItsHashes(Draw draw) {
        // Given
        int size = draw.between(2, 3000);
        int index = draw.between(0, size - 1);
        byte[] root = MerkleProof.root(LEAVES, size);
        byte[] leaf = LEAVES.root(0, index);
        List<byte[]> path = MerkleProof.inclusion(LEAVES, index, size);

        // Then
        assertThat(leads(leaf, index, size, path, root)).isTrue();
        assertThat(leads(leaf, (index + 1) % size, size, path, root)).isFalse();
        assertThat(leads(LEAVES.root(0, (index + 1) % size), index, size, path, root))
                .isFalse();
        for (List<byte[]> forged : forgeries(path, draw))
            assertThat(leads(leaf, index, size, forged, root)).isFalse();
    }

    @Property(tries = 300)
    void aBeginningIsOfTwoTreesAndEachOfItsHashes(Draw draw) {
        // Given
        int size = draw.between(2, 3000);
        int older = draw.between(1, size - 1);
        byte[] olderRoot = MerkleProof.root(LEAVES, older);
        byte[] root = MerkleProof.root(LEAVES, size);
        List<byte[]> path = MerkleProof.consistency(LEAVES, older, size);

        // Then
        assertThat(MerkleProof.isBeginning(older, olderRoot, size, root, path)).isTrue();
        assertThat(MerkleProof.isBeginning(older, root, size, root, path)).isFalse();
        assertThat(MerkleProof.isBeginning(older, olderRoot, size, olderRoot, path))
                .isFalse();
        assertThat(MerkleProof.isBeginning(older, flipped(olderRoot, draw), size, root, path))
                .isFalse();
        for (List<byte[]> forged : forgeries(path, draw))
            assertThat(MerkleProof.isBeginning(older, olderRoot, size, root, forged))
                    .isFalse();
    }

    private static boolean leads(byte[] leaf, long index, long size, List<byte[]> path, byte[] root) {
        return MerkleProof.rootFrom(leaf, index, size, path)
                .filter(found -> Arrays.equals(found, root))
                .isPresent();
    }

    private static List<List<byte[]>> forgeries(List<byte[]> path, Draw draw) {
        List<List<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            List<byte[]> changed = new ArrayList<>(path);
            changed.set(i, flipped(path.get(i), draw));
            all.add(changed);
            List<byte[]> shorter = new ArrayList<>(path);
            shorter.remove(i);
            all.add(shorter);
        }
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(draw.between(0, path.size()), new byte[TreeHashes.BYTES]);
        all.add(longer);
        return all;
    }

    private static byte[] flipped(byte[] hash, Draw draw) {
        byte[] changed = hash.clone();
        changed[draw.between(0, hash.length - 1)] ^= (byte) (1 << draw.between(0, 7));
        return changed;
    }
}
