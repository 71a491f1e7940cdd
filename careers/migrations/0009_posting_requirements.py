"""What jurisdictions ask of a posting, to begin with. Companies switch off what does not concern them, look the sources
up, say so in `checked_on`, and go on from there."""

from datetime import date

from django.db import migrations

PAY, ON_TOP, BENEFITS, DEADLINE = "pay_range", "variable_pay", "benefits", "deadline"
REMINDER = "A reminder, not legal advice: read the source."
EU = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
).split()

# slug, name, countries, region, facts, starts_on, source, note
ROWS = [
    (
        "us-co", "Colorado", ["US"], "CO", [PAY, ON_TOP, BENEFITS, DEADLINE], date(2021, 1, 1),
        "https://cdle.colorado.gov/equalpaytransparency",
        "Equal Pay for Equal Work Act, C.R.S. 8-5-201: pay or its range, benefits and other compensation since 2021; "
        "when applications are expected to close since 2024. Employers with anybody in Colorado.",
    ),
    (
        "us-ca", "California", ["US"], "CA", [PAY], date(2023, 1, 1),
        "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=LAB&sectionNum=432.3",
        "Labor Code 432.3: the pay scale. Employers of 15 or more.",
    ),
    (
        "us-wa", "Washington", ["US"], "WA", [PAY, ON_TOP, BENEFITS], date(2023, 1, 1),
        "https://app.leg.wa.gov/RCW/default.aspx?cite=49.58.110",
        "RCW 49.58.110: the wage scale or salary range, and all benefits and other compensation in general. Employers "
        "of 15 or more.",
    ),
    (
        "us-ny", "New York", ["US"], "NY", [PAY], date(2023, 9, 17),
        "https://www.nysenate.gov/legislation/laws/LAB/194-B",
        "Labor Law 194-b: pay or its range. Employers of four or more; also work elsewhere that reports to New York.",
    ),
    (
        "us-il", "Illinois", ["US"], "IL", [PAY, ON_TOP, BENEFITS], date(2025, 1, 1),
        "https://labor.illinois.gov/faqs/equal-pay-act-salary-transparency-faq.html",
        "Equal Pay Act of 2003, 820 ILCS 112/10: pay scale and benefits, other compensation included. Employers of 15 "
        "or more.",
    ),
    (
        "us-mn", "Minnesota", ["US"], "MN", [PAY, ON_TOP, BENEFITS], date(2025, 1, 1),
        "https://www.revisor.mn.gov/statutes/cite/181.173",
        "Minnesota Statutes 181.173: the starting range, and benefits and other compensation in general. Employers of "
        "30 or more.",
    ),
    (
        "us-hi", "Hawaii", ["US"], "HI", [PAY], date(2024, 1, 1),
        "https://www.capitol.hawaii.gov/session/measure_indiv.aspx?billtype=SB&billnumber=1057&year=2023",
        "Act 203 of 2023: the hourly rate or salary range. Employers of 50 or more.",
    ),
    (
        "us-dc", "District of Columbia", ["US"], "DC", [PAY, BENEFITS], date(2024, 6, 30),
        "https://code.dccouncil.gov/us/dc/council/laws/25-138",
        "Wage Transparency Omnibus Amendment Act of 2023: the lowest and highest projected pay in the posting; "
        "healthcare benefits at the latest before the first interview.",
    ),
    (
        "us-md", "Maryland", ["US"], "MD", [PAY, ON_TOP, BENEFITS], date(2024, 10, 1),
        "https://mgaleg.maryland.gov/mgawebsite/Laws/StatuteText?article=gle&section=3-304.2",
        "Labor and Employment 3-304.2: the wage range, and benefits and any other compensation in general.",
    ),
    (
        "us-vt", "Vermont", ["US"], "VT", [PAY], date(2025, 7, 1),
        "https://legislature.vermont.gov/statutes/section/21/005/00495t",
        "21 V.S.A. 495t: pay or its range. Employers of five or more.",
    ),
    (
        "us-nj", "New Jersey", ["US"], "NJ", [PAY, ON_TOP, BENEFITS], date(2025, 6, 1),
        "https://pub.njleg.state.nj.us/Bills/2024/PL24/91_.PDF",
        "P.L. 2024, c. 91: pay or its range, and benefits and other compensation programs in general. Employers of ten "
        "or more.",
    ),
    (
        "us-ma", "Massachusetts", ["US"], "MA", [PAY], date(2025, 10, 29),
        "https://malegislature.gov/Laws/GeneralLaws/PartI/TitleXXI/Chapter149/Section105F",
        "General Laws chapter 149, section 105F: the pay range. Employers of 25 or more.",
    ),
    (
        "ca-bc", "British Columbia", ["CA"], "BC", [PAY], date(2023, 11, 1),
        "https://www.bclaws.gov.bc.ca/civix/document/id/complete/statreg/23018",
        "Pay Transparency Act: the expected salary or wage, or its range.",
    ),
    (
        "ca-on", "Ontario", ["CA"], "ON", [PAY], date(2026, 1, 1),
        "https://www.ontario.ca/laws/statute/00e41",
        "Employment Standards Act, 2000, on publicly advertised postings: the expected compensation or its range. "
        "Employers of 25 or more. Ontario asks for more that is not checked here, such as whether software screens "
        "applicants.",
    ),
    (
        "ca-pe", "Prince Edward Island", ["CA"], "PE", [PAY], date(2022, 6, 1),
        "https://www.princeedwardisland.ca/en/legislation/employment-standards-act",
        "Employment Standards Act: the expected pay or its range in publicly advertised postings.",
    ),
    (
        "eu", "European Union", EU, "", [PAY], date(2026, 6, 7),
        "https://eur-lex.europa.eu/eli/dir/2023/970/oj",
        "Directive (EU) 2023/970, article 5: applicants learn the initial pay or its range in the vacancy notice, "
        "before the interview or otherwise. To be national law by 7 June 2026: what counts is the law of the country.",
    ),
    (
        "at", "Austria", ["AT"], "", [PAY], date(2012, 1, 1),
        "https://www.ris.bka.gv.at/GeltendeFassung.wxe?Abfrage=Bundesnormen&Gesetzesnummer=20003395",
        "Gleichbehandlungsgesetz § 9: the minimum pay by collective agreement, and whether more may be paid.",
    ),
    (
        "lt", "Lithuania", ["LT"], "", [PAY], date(2019, 7, 1),
        "https://e-seimas.lrs.lt/portal/legalAct/lt/TAD/f6d686707e7011e6b969d7ae07280e89/asr",
        "Labour Code, article 25: the basic pay or its range in the advertisement.",
    ),
    (
        "lv", "Latvia", ["LV"], "", [PAY], date(2019, 1, 1),
        "https://likumi.lv/ta/en/en/id/26019",
        "Labour Law, section 32: the total gross pay or its range in the advertisement.",
    ),
    (
        "sk", "Slovakia", ["SK"], "", [PAY], date(2018, 5, 1),
        "https://www.slov-lex.sk/pravne-predpisy/SK/ZZ/2004/5/",
        "Act 5/2004 on employment services, section 62: the basic component of the pay.",
    ),
]  # fmt: skip


def enter(apps, schema_editor):
    apps.get_model("careers", "PostingRequirement").objects.bulk_create(
        apps.get_model("careers", "PostingRequirement")(
            slug=slug, name=name, countries=countries, region=region, facts=facts, starts_on=starts_on,
            source=source, note=f"{note} {REMINDER}",
        )
        for slug, name, countries, region, facts, starts_on, source, note in ROWS
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("careers", "0008_recruiters")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
