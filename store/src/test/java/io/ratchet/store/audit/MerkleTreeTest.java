package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    /** The reference vectors of the Certificate Transparency implementations for RFC 6962. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void hasTheRootsOfTheReferenceVectors() {
        // Given
        MerkleTree tree = new MerkleTree();
        assertThat(HEX.formatHex(tree.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

        for (int i = 0; i < LEAVES.size(); i++) {
            // When
            tree.append(HEX.parseHex(LEAVES.get(i)));

            // Then
            assertThat(HEX.formatHex(tree.root())).as("%d leaves", i + 1).isEqualTo(ROOTS.get(i));
        }
    }

    @Property(tries = 100)
    void growsIntoTheTreeThatTheDefinitionGives(Draw draw) throws Exception {
        // Given
        int size = draw.between(0, 300);

        // When
        MerkleTree tree = grown(size);

        // Then
        assertThat(tree.root()).isEqualTo(defined(0, size));
        assertThat(tree.size()).isEqualTo(size);
    }

    @Property(tries = 100)
    void goesOnFromItsEdge(Draw draw) {
        // Given
        int size = draw.between(0, 300);
        int more = draw.between(0, 40);
        MerkleTree resumed = MerkleTree.resume(size, grown(size).edge());

        // When
        for (int i = size; i < size + more; i++) resumed.append(leaf(i));

        // Then
        assertThat(resumed.root()).isEqualTo(grown(size + more).root());
        assertThat(resumed.edge()).isEqualTo(grown(size + more).edge());
    }

    @Test
    void refusesAnEdgeThatDoesNotFitItsSize() {
        byte[] edge = grown(5).edge();
        assertThatThrownBy(() -> MerkleTree.resume(7, edge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("damaged");
    }

    private static MerkleTree grown(int size) {
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < size; i++) tree.append(leaf(i));
        return tree;
    }

    private static byte[] leaf(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** RFC 6962 section 2.1, word for word: MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])). */
    private static byte[] defined(int from, int to) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        int size = to - from;
        if (size == 0) return digest.digest();
        if (size == 1) {
            digest.update((byte) 0);
            return digest.digest(leaf(from));
        }
        int split = Integer.highestOneBit(size - 1);
        byte[] left = defined(from, from + split);
        byte[] right = defined(from + split, to);
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }
}
