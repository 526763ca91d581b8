package io.shiplog.schemas.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;

/** Between the versions that a kind is served as and the one that is stored. Pure; arguments are never changed. */
public final class Conversion {

    private Conversion() {}

    /**
     * The stored form of an object sent in any served version, with the defaults in which that version differs from
     * the stored
     * one filled in. An object that names no apiVersion is taken to be in the stored version.
     */
    public static ObjectNode toStored(Kind kind, ObjectNode asSent) {
        ObjectNode out = asSent.deepCopy();
        String sentAs = Json.textAt(asSent, "apiVersion");
        if (!sentAs.equals(kind.apiVersion())) {
            if (kind.equals(Kinds.DEPLOYMENT)) {
                BetaDeployments.fill(out, sentAs);
            } else if (kind.equals(Kinds.EVENT) && sentAs.startsWith("events.k8s.io/")) {
                EventFields.toCore(out);
            }
        }
        out.put("apiVersion", kind.apiVersion());
        return out;
    }

    /** A stored object as another served version shows it. */
    public static ObjectNode fromStored(Kind kind, ObjectNode stored, Kind.GroupVersion as) {
        ObjectNode out = stored.deepCopy();
        if (kind.equals(Kinds.EVENT) && as.group().equals("events.k8s.io")) {
            EventFields.fromCore(out);
        }
        out.put("apiVersion", as.apiVersion());
        return out;
    }
}
