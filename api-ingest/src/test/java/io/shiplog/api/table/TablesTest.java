package io.shiplog.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectNode POD = Json.parse("{\"metadata\":{\"name\":\"web-0\",\"namespace\":\"shop\","
            + "\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"c\"}]},"
            + "\"status\":{\"phase\":\"Succeeded\"}}");

    @Test
    void sendsMetadataInRowsUnlessAskedOtherwise() {
        ObjectNode table = Tables.table(Kinds.POD, List.of(POD), NOW, TableOptions.DEFAULT);
        assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(table.at("/rows/0/object/metadata/labels/app").asText()).isEqualTo("web");
        assertThat(table.at("/rows/0/object").has("spec")).isFalse();
        ObjectNode whole =
                Tables.table(Kinds.POD, List.of(POD), NOW, new TableOptions(TableOptions.include("Object"), true));
        assertThat(whole.at("/rows/0/object")).isEqualTo(POD);
        ObjectNode none =
                Tables.table(Kinds.POD, List.of(POD), NOW, new TableOptions(TableOptions.include("None"), true));
        assertThat(none.at("/rows/0").has("object")).isFalse();
    }

    @Test
    void leavesColumnsOutOfLaterWatchEvents() {
        ObjectNode table = Tables.table(Kinds.POD, List.of(POD), NOW, TableOptions.DEFAULT.withoutColumns());
        assertThat(table.has("columnDefinitions")).isFalse();
        assertThat(table.get("rows")).hasSize(1);
    }

    @Test
    void marksFinishedPods() {
        ObjectNode table = Tables.table(Kinds.POD, List.of(POD), NOW, TableOptions.DEFAULT);
        assertThat(table.at("/rows/0/conditions/0/reason").asText()).isEqualTo("Succeeded");
    }

    @Test
    void anEmptyListHasColumnsAndNoRows() {
        ObjectNode table = Tables.table(Kinds.DEPLOYMENT, List.of(), NOW, TableOptions.DEFAULT);
        assertThat(table.get("rows")).isEmpty();
        assertThat(table.get("columnDefinitions")).hasSize(8);
        assertThat(table.at("/columnDefinitions/0/format").asText()).isEqualTo("name");
    }

    @Test
    void aKindWithoutPrinterShowsItsCreationTime() {
        ObjectNode role =
                Json.parse("{\"metadata\":{\"name\":\"reader\",\"creationTimestamp\":\"2025-12-31T00:00:00Z\"}}");
        ObjectNode table = Tables.table("ClusterRole", List.of(role), NOW, TableOptions.DEFAULT);
        assertThat(table.at("/rows/0/cells").toString()).isEqualTo("[\"reader\",\"2025-12-31T00:00:00Z\"]");
        assertThat(table.at("/columnDefinitions/1/type").asText()).isEqualTo("date");
    }

    @Test
    void everyKindHasAsManyCellsAsColumnsEvenForAnEmptyObject() {
        for (Kind kind : Kinds.all()) {
            ObjectNode table = Tables.table(kind, List.of(Json.object()), NOW, TableOptions.DEFAULT);
            assertThat(table.at("/rows/0/cells"))
                    .as(kind.kind())
                    .hasSize(Tables.columns(kind).size());
        }
    }
}
