package io.shiplog.api.table;

import io.shiplog.schemas.object.StatusException;

/**
 * What of a Table is wanted.
 *
 * @param include what {@code rows[].object} holds
 * @param columnDefinitions false for all but the first event of a watch
 */
public record TableOptions(Include include, boolean columnDefinitions) {

    /** Metadata in the rows, columns defined: the default of a list or get. */
    public static final TableOptions DEFAULT = new TableOptions(Include.METADATA, true);

    /** Values of the query parameter includeObject. */
    public enum Include {
        METADATA,
        OBJECT,
        NONE
    }

    /** Reads the query parameter includeObject; empty means Metadata. Throws StatusException 400 on another word. */
    public static Include include(String includeObject) {
        return switch (includeObject) {
            case "", "Metadata" -> Include.METADATA;
            case "Object" -> Include.OBJECT;
            case "None" -> Include.NONE;
            default -> throw StatusException.badRequest("unrecognized includeObject value: \"" + includeObject + "\"");
        };
    }

    /** The same for the later events of a watch. */
    public TableOptions withoutColumns() {
        return new TableOptions(include, false);
    }
}
