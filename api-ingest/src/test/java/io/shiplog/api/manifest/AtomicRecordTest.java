package io.shiplog.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.api.read.Ask;
import io.shiplog.api.read.Change;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.AtomicGroup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class AtomicRecordTest {

    private static final Ask ASK = new Ask("user", false, "manifests", "Strict", "manifests-0@7");
    private static final int PARTITIONS = 16;

    private static String map(String namespace, String name) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", namespace: " + namespace + "}\n";
    }

    private static AtomicRecord record(String... documents) {
        return new AtomicRecord(List.of(documents), ASK, PARTITIONS);
    }

    @Test
    void aHeaderSaysThatARecordIsAtomic() {
        byte[] yes = "true".getBytes(StandardCharsets.UTF_8);
        byte[] no = "false".getBytes(StandardCharsets.UTF_8);
        assertThat(AtomicRecord.wanted(new RecordHeaders().add("shiplog-atomic", yes)))
                .isTrue();
        assertThat(AtomicRecord.wanted(new RecordHeaders().add("shiplog-atomic", no)))
                .isFalse();
        assertThat(AtomicRecord.wanted(new RecordHeaders())).isFalse();
    }

    @Test
    void numbersTheObjectsOfAllDocumentsAsMembersOfOneGroup() {
        String list = "kind: List\napiVersion: v1\nitems:\n"
                + "- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n"
                + "- {apiVersion: v1, kind: Secret, metadata: {name: c}}\n";
        AtomicRecord record = record(map("default", "a"), list);
        assertThat(record.malformed()).isEmpty();
        List<Change> changes = record.changes("id");
        assertThat(changes)
                .extracting(change -> change.ask().group())
                .containsExactly(new AtomicGroup("id", 0, 3), new AtomicGroup("id", 1, 3), new AtomicGroup("id", 2, 3));
        assertThat(changes).extracting(change -> change.target().name()).containsExactly("a", "b", "c");
    }

    @Test
    void refusesEveryDocumentWhenOneIsMalformed() {
        AtomicRecord record = record(map("default", "a"), "kind: [broken\n", map("default", "c"));
        Map<Integer, StatusException> refusals = record.malformed();
        assertThat(refusals).containsOnlyKeys(0, 1, 2);
        assertThat(refusals.values()).extracting(StatusException::code).containsExactly(409, 400, 409);
        assertThat(refusals.get(0)).hasMessageContaining("document 1").hasMessageContaining("nothing was changed");
    }

    @Test
    void refusesObjectsThatDoNotLieInOnePartitionAndNamesTwoOfThem() {
        AtomicRecord record = record(map("default", "a"), map("default", "b"), map("kube-system", "c"));
        assertThat(record.malformed()).containsOnlyKeys(0, 1, 2);
        assertThat(record.malformed().values())
                .allSatisfy(refusal -> assertThat(refusal)
                        .hasMessageContaining("ConfigMap default/a")
                        .hasMessageContaining("ConfigMap kube-system/c")
                        .hasMessageContaining("one partition"));
    }

    @Test
    void aNamespaceAndWhatIsInItLieInOnePartition() {
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n";
        assertThat(record(namespace, map("team", "a")).malformed()).isEmpty();
    }

    @Test
    void theItemThatIsToBlameSpeaksForItsDocument() {
        String list = "kind: List\napiVersion: v1\nitems:\n"
                + "- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n"
                + "- {apiVersion: v1, kind: ConfigMap, metadata: {name: C}}\n";
        StatusException other = StatusException.of(409, "Conflict", "because of the other");
        StatusException own = StatusException.of(422, "Invalid", "own fault");
        Map<Integer, StatusException> refusals =
                record(map("default", "a"), list).refused(List.of(other, other, own));
        assertThat(refusals).containsOnly(Map.entry(0, other), Map.entry(1, own));
    }

    @Test
    void showsNothingOfASecret() {
        AtomicRecord record =
                record("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: kept-to-itself}\n");
        assertThat(record.shown(0)).contains("\"s\"").doesNotContain("kept-to-itself");
    }
}
