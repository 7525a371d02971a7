import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says of each file whether it is what it should be. Usage: PdfReferee FLAVOUR FILE... */
public final class PdfReferee {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        for (int place = 1; place < arguments.length; place++) {
            System.out.println(judged(flavour, arguments[place]));
        }
    }

    private static String judged(PDFAFlavour flavour, String file) throws Exception {
        try (InputStream content = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
            ValidationResult result = validator.validate(parser);
            StringBuilder said = new StringBuilder(result.isCompliant() ? "compliant" : "not");
            for (TestAssertion assertion : result.getTestAssertions()) {
                said.append(" | ").append(assertion.getRuleId().getClause());
                said.append(" ").append(assertion.getMessage().replace("\n", " "));
            }
            return said.toString();
        }
    }
}
