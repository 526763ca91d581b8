package io.shiplog.api.table;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.schemas.object.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** How one kind is printed: columns and their cells side by side, built column by column. */
final class Printer {

    private final List<Column> columns = new ArrayList<>();
    private final List<Cell> cells = new ArrayList<>();

    private Printer() {}

    /** Starts with the column Name. */
    static Printer named() {
        return withoutName().add("Name", "string", "name", 0, (o, now) -> text(Json.textAt(o, "metadata", "name")));
    }

    static Printer withoutName() {
        return new Printer();
    }

    List<Column> columns() {
        return List.copyOf(columns);
    }

    List<Cell> cells() {
        return cells;
    }

    Printer text(String name, Function<ObjectNode, String> rule) {
        return add(name, "string", "", 0, (o, now) -> text(rule.apply(o)));
    }

    /** A text that depends on the time of the request, such as an age. */
    Printer timed(String name, BiFunction<ObjectNode, Instant, String> rule) {
        return add(name, "string", "", 0, (o, now) -> text(rule.apply(o, now)));
    }

    Printer wide(String name, Function<ObjectNode, String> rule) {
        return add(name, "string", "", 1, (o, now) -> text(rule.apply(o)));
    }

    Printer integer(String name, ToLongFunction<ObjectNode> rule) {
        return add(name, "integer", "", 0, (o, now) -> LongNode.valueOf(rule.applyAsLong(o)));
    }

    /** A number in a column of texts, as Deployment's Up-to-date is. */
    Printer number(String name, ToLongFunction<ObjectNode> rule) {
        return add(name, "string", "", 0, (o, now) -> LongNode.valueOf(rule.applyAsLong(o)));
    }

    Printer flag(String name, Predicate<ObjectNode> rule) {
        return add(name, "boolean", "", 0, (o, now) -> BooleanNode.valueOf(rule.test(o)));
    }

    /** Age since metadata.creationTimestamp. */
    Printer age() {
        return timed("Age", (o, now) -> Ages.since(Json.textAt(o, "metadata", "creationTimestamp"), now));
    }

    /** What kinds without a printer of their own show: the creation time itself. */
    Printer createdAt() {
        return add("Created At", "date", "", 0, (o, now) -> text(Json.textAt(o, "metadata", "creationTimestamp")));
    }

    Printer add(String name, String type, String format, int priority, Cell cell) {
        columns.add(new Column(name, type, format, name, priority));
        cells.add(cell);
        return this;
    }

    private static TextNode text(String value) {
        return TextNode.valueOf(value);
    }
}
