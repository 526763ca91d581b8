package io.shiplog.api.request;

import java.util.Locale;

/** What a request asks, in the words of RBAC rules. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    PATCH,
    DELETE,
    DELETECOLLECTION;

    /** The word as rules and messages spell it, e.g. deletecollection. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True for verbs that change something. */
    public boolean writes() {
        return this != GET && this != LIST && this != WATCH;
    }
}
