"""The matching engine of the flat exchange: compatibility, clearing, explanation. Pure: values in, values out."""
