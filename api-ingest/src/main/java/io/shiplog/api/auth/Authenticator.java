package io.shiplog.api.auth;

import io.shiplog.schemas.object.StatusException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: a client certificate (CN is the user, O are the groups), or a bearer token; impersonation on
 * top.
 */
public final class Authenticator {

    private static final String BEARER = "bearer ";

    private final TokenFile tokens;

    public Authenticator(TokenFile tokens) {
        this.tokens = tokens;
    }

    /**
     * The user, {@link User#ANONYMOUS} when nothing is presented. Throws StatusException 401 for a token that is not
     * known,
     * 403 for an impersonation that is not allowed.
     *
     * @param certificate the client's, already verified against our authority, or null
     * @param header value of a request header, or null
     * @param groups values of the Impersonate-Group header
     */
    public User user(
            @Nullable X509Certificate certificate, Function<String, @Nullable String> header, List<String> groups) {
        User user = real(certificate, header.apply("Authorization"));
        String as = header.apply("Impersonate-User");
        if (as == null || as.isEmpty()) {
            return user;
        }
        if (!user.master()) {
            throw StatusException.of(
                            403,
                            "Forbidden",
                            "users \"" + as + "\" is forbidden: User \"" + user.name()
                                    + "\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope")
                    .withDetails(as, "", "users");
        }
        List<String> all = new ArrayList<>(groups);
        if (!as.equals(User.ANONYMOUS.name())) {
            all.add(User.AUTHENTICATED);
        }
        return new User(as, List.copyOf(all), "");
    }

    private User real(@Nullable X509Certificate certificate, @Nullable String authorization) {
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            User user = tokens.find(authorization.substring(BEARER.length()).trim());
            if (user == null) {
                throw unauthorized();
            }
            return user;
        }
        return certificate == null ? User.ANONYMOUS : ofCertificate(certificate);
    }

    private static User ofCertificate(X509Certificate certificate) {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        String name = "";
        for (RDN rdn : subject.getRDNs(BCStyle.CN)) {
            name = IETFUtils.valueToString(rdn.getFirst().getValue());
        }
        List<String> groups = new ArrayList<>();
        for (RDN rdn : subject.getRDNs(BCStyle.O)) {
            groups.add(IETFUtils.valueToString(rdn.getFirst().getValue()));
        }
        groups.add(User.AUTHENTICATED);
        return name.isEmpty() ? User.ANONYMOUS : new User(name, List.copyOf(groups), "");
    }

    /** 401, as Kubernetes words it. */
    public static StatusException unauthorized() {
        return StatusException.of(401, "Unauthorized", "Unauthorized");
    }
}
