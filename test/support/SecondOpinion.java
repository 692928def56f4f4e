import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.Validator;
import org.xml.sax.SAXException;
import support.XMLValidator;

/**
 * Puts many messages before the validator of the package xsd-schema-validator in one Java machine.
 * The package itself starts one for each message, which takes a hundred times as long.
 *
 * In, a line per message: schema, tab, file. Out, a line per message: valid or invalid.
 */
class SecondOpinion {
  public static void main(String[] args) throws Exception {
    Method loadSchema =
        XMLValidator.class.getDeclaredMethod("loadSchema", String.class, boolean.class);
    loadSchema.setAccessible(true);
    Field withErrors = XMLValidator.class.getDeclaredField("withErrors");
    withErrors.setAccessible(true);
    Map<String, Schema> schemas = new HashMap<>();
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] question = line.split("\t");
      if (!schemas.containsKey(question[0]))
        schemas.put(question[0], (Schema) loadSchema.invoke(null, question[0], false));
      XMLValidator handler = new XMLValidator();
      Validator validator = schemas.get(question[0]).newValidator();
      validator.setErrorHandler(handler);
      boolean valid;
      try (InputStream file = new FileInputStream(question[1])) {
        validator.validate(new StreamSource(file));
        valid = !withErrors.getBoolean(handler);
      } catch (SAXException | CharConversionException notXml) {
        valid = false;
      }
      System.out.println(valid ? "valid" : "invalid");
    }
  }
}
