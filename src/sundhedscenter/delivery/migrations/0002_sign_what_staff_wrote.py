from django.db import migrations

# Steps that staff wrote down before each bore a signature: who it was stands in the audit, the way in the request. What
# no person can be named for is left to `sundhedscenter check`.
SIGN = """
INSERT INTO intake_actonbehalf (citizen_id, act, way, by_id, at, about_kind, about_id)
SELECT step.citizen_id, 'lesson', CASE WHEN request.way IN ('phone', 'paper', 'staff') THEN request.way ELSE 'phone' END,
       signer.id, step.done_at, 'pathways.planitem', item.id::text
  FROM delivery_lessonstepdone step
  JOIN pathways_planitem item ON item.id = step.plan_item_id
  JOIN pathways_pathway pathway ON pathway.id = item.pathway_id
  JOIN intake_request request ON request.id = pathway.request_id
  JOIN core_auditentry entry
    ON entry.target_kind = 'delivery.lessonstepdone' AND entry.target_id = step.id::text AND entry.verb = 'step_answered'
  JOIN partnership_user signer ON entry.actor = 'user:' || signer.id
 WHERE step.on_behalf AND step.step = 'action'
   AND NOT EXISTS (SELECT 1 FROM intake_actonbehalf act WHERE act.act = 'lesson' AND act.about_id = item.id::text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("delivery", "0001_initial"),
        ("intake", "0003_on_behalf"),
        ("partnership", "0001_initial"),
        ("pathways", "0003_parts_come_from_offers"),
    ]

    operations = [migrations.RunSQL(SIGN, migrations.RunSQL.noop)]
