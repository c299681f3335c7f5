"""Two small bargaining domains of our own, one as GENIUS and one as GeniusWeb files."""

from __future__ import annotations

GENIUS = {
    "fence.xml": """\
<?xml version="1.0" encoding="UTF-8"?>
<negotiation_template>
  <utility_space number_of_issues="3">
    <objective index="0" etype="objective" type="objective" name="The fence" description="">
      <issue index="1" type="discrete" name="Gate">
        <item index="1" value="shut" description="no way through"/>
        <item index="2" value="open &amp; free"/>
      </issue>
      <objective index="2" type="objective" name="Looks">
        <issue index="3" vtype="discrete" name="Height">
          <item index="1" value="low"/>
          <item index="2" value="middle"/>
          <item index="3" value="high"/>
        </issue>
      </objective>
      <issue index="4" type="integer" name="Toll" lowerbound="2" upperbound="5"/>
    </objective>
  </utility_space>
</negotiation_template>
""",
    "ann.xml": """\
<utility_space>
  <objective index="0" etype="objective" type="objective" name="The fence" description="">
    <issue index="1" etype="discrete" name="Gate">
      <item index="1" value="shut" evaluation="0"/>
      <item index="2" value="open &amp; free" evaluation="30"/>
    </issue>
    <objective index="2" type="objective" name="Looks">
      <issue index="3" name="Height">
        <item index="1" value="low" evaluation="1.5"/>
        <item index="2" value="middle" evaluation="1"/>
        <item index="3" value="high" evaluation="0.1"/>
        <similarity_function><item index="1" value="other" evaluation="9"/></similarity_function>
      </issue>
      <weight index="3" value="0.3"/>
    </objective>
    <issue index="4" type="integer" name="Toll">
      <range lowerbound="2" upperbound="5"/>
      <evaluator ftype="linear" offset="0.25" slope="0.25"/>
    </issue>
    <weight index="1" value="0.1"/>
    <weight index="2" value="1"/>
    <weight index="4" value="0.6"/>
  </objective>
  <discount_factor value="0.9"/>
  <reservation value="0.5"/>
</utility_space>
""",
    "bob.xml": """\
<utility_space>
  <objective index="0" name="The fence">
    <issue index="4" name="Toll" type="integer">
      <item value="2" evaluation="9"/>
      <item value="3" evaluation="4"/>
      <item value="4" evaluation="-1"/>
      <item value="5" evaluation="0"/>
    </issue>
    <issue index="3" name="Height">
      <item value="high" evaluation="2"/>
      <item value="middle" evaluation="1"/>
      <item value="low" evaluation="0"/>
    </issue>
    <issue index="1" name="Gate">
      <item value="shut" evaluation="5"/>
      <item value="open &amp; free" evaluation="5e-1"/>
    </issue>
    <weight index="1" value=".5"/>
    <weight index="3" value="0.25"/>
    <weight index="4" value="0.25"/>
  </objective>
</utility_space>
""",
}

_INNER = """\
{
  "name": "fence",
  "issuesValues": {
    "Gate": {"values": ["shut", "open"]},
    "Height": {"values": ["low", "middle", "high"]},
    "Toll": {"range": ["0.5", 2, 0.5]}
  }
}"""

GENIUSWEB = {
    "fence.json": f"{_INNER}\n",
    "fence1.json": """\
{"LinearAdditiveUtilitySpace": {
  "name": "Ann",
  "issueUtilities": {
    "Gate": {"DiscreteValueSetUtilities": {"valueUtilities": {"shut": 0, "open": 1}}},
    "Height": {"discreteutils": {"valueUtilities": {"low": 1.0, "middle": 0.5, "high": 0.1}}},
    "Toll": {"numberutils":
      {"lowValue": 0.5, "lowUtility": 0, "highValue": 2, "highUtility": 0.75}}
  },
  "issueWeights": {"Gate": 0.25, "Height": 0.25, "Toll": 0.5},
  "domain": {
    "name": "fence",
    "issuesValues": {
      "Gate": {"values": ["shut", "open"]},
      "Height": {"values": ["low", "middle", "high"]},
      "Toll": {"range": ["0.5", 2, 0.5]}
    }
  },
  "reservationBid": {"issuevalues": {"Gate": "shut", "Height": "low", "Toll": 2.0}}
}}
""",
    "fence2.json": """\
{"LinearAdditiveUtilitySpace": {
  "name": "Bob",
  "issueUtilities": {
    "Gate": {"DiscreteValueSetUtilities": {"valueUtilities": {"shut": 1, "open": 0}}},
    "Height": {"DiscreteValueSetUtilities":
      {"valueUtilities": {"low": 0, "middle": 0.5, "high": 1}}},
    "Toll": {"NumberValueSetUtilities":
      {"lowValue": 0.5, "lowUtility": 1, "highValue": 2, "highUtility": 0}}
  },
  "issueWeights": {"Gate": 0.5, "Height": 0.25, "Toll": 0.25},
  "domain": null
}}
""",
}
