package io.shiplog.api.auth;

import java.util.List;

/**
 * Who asks.
 *
 * @param name as in a certificate's CN
 * @param groups as in a certificate's O, plus what every user of that sort has
 * @param uid or empty
 */
public record User(String name, List<String> groups, String uid) {

    /** Members may do everything. */
    public static final String MASTERS = "system:masters";

    /** Group of everybody who has said who they are. */
    public static final String AUTHENTICATED = "system:authenticated";

    /** Somebody who has not said who they are. */
    public static final User ANONYMOUS = new User("system:anonymous", List.of("system:unauthenticated"), "");

    /** True for somebody who has not said who they are. */
    public boolean anonymous() {
        return name.equals(ANONYMOUS.name);
    }

    /** True when everything is allowed. */
    public boolean master() {
        return groups.contains(MASTERS);
    }
}
