package io.shiplog.schemas.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Kind;

/** Between the versions that a kind is served as and the one that is stored. Pure; arguments are never changed. */
public final class Conversion {

    private Conversion() {}

    /** The stored form of an object sent in any served version, with that version's own defaults filled in. */
    public static ObjectNode toStored(Kind kind, ObjectNode asSent) {
        ObjectNode out = asSent.deepCopy();
        out.put("apiVersion", kind.apiVersion());
        return out;
    }

    /** A stored object as another served version shows it. */
    public static ObjectNode fromStored(Kind kind, ObjectNode stored, Kind.GroupVersion as) {
        ObjectNode out = stored.deepCopy();
        out.put("apiVersion", as.apiVersion());
        return out;
    }
}
