import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dukao.kernel.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "__first__"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="代码")),
            ],
            options={
                "verbose_name": "指标",
            },
        ),
        migrations.CreateModel(
            name="SchemePolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_on", models.DateField(unique=True, verbose_name="施行日期")),
                (
                    "hard_share",
                    dukao.kernel.fields.ExactDecimalField(
                        max_length=40, verbose_name="可量化硬性指标权重下限（%）"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
            ],
            options={
                "verbose_name": "办法检查标准",
            },
        ),
        migrations.CreateModel(
            name="IndicatorVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("definition", models.TextField(verbose_name="口径")),
                ("measure_unit", models.CharField(blank=True, max_length=20, verbose_name="计量单位")),
                ("decimals", models.PositiveSmallIntegerField(default=2, verbose_name="显示小数位")),
                (
                    "direction",
                    models.CharField(
                        choices=[("higher", "越高越好"), ("lower", "越低越好")],
                        default="higher",
                        max_length=8,
                        verbose_name="方向",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "每月"),
                            ("quarter", "每季度"),
                            ("half_year", "每半年"),
                            ("year", "每年"),
                        ],
                        default="month",
                        max_length=12,
                        verbose_name="频次",
                    ),
                ),
                ("source_organ", models.CharField(blank=True, max_length=80, verbose_name="数据来源")),
                (
                    "supply",
                    models.CharField(
                        choices=[("unit", "单位填报"), ("shared", "共享带入"), ("event", "事件记录")],
                        default="unit",
                        max_length=8,
                        verbose_name="数据由谁给",
                    ),
                ),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="需要的佐证")),
                ("is_hard", models.BooleanField(default=True, verbose_name="可量化")),
                ("basis", models.CharField(max_length=200, verbose_name="政策依据")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="改版原因")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="改版人",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="schemes.indicator",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_indicators",
                        to="organisations.unit",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标版本",
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "number"), name="indicator_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
            ],
            options={
                "verbose_name": "年度考评体系",
                "constraints": [models.UniqueConstraint(fields=("year", "name"), name="scheme_set_once")],
            },
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True, verbose_name="代码")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("overall", "总体考评办法"),
                            ("category", "分类考评办法"),
                            ("special", "专项考评办法"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="schemes.scheme",
                        verbose_name="上年的办法",
                    ),
                ),
                (
                    "scheme_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="schemes.schemeset",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评办法",
            },
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草案"),
                            ("submitted", "待批准"),
                            ("published", "已发布"),
                            ("superseded", "已被新版代替"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("document", models.JSONField(verbose_name="办法")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="摘要")),
                ("effective_on", models.DateField(null=True, verbose_name="施行日期")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="改版原因")),
                (
                    "returned_because",
                    models.CharField(blank=True, max_length=300, verbose_name="退回修改的原因"),
                ),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="修改序号")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("updated_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approved_schemes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafted_schemes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="schemes.scheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "办法版本",
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "number"), name="scheme_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "submitted"]),
                            models.Q(
                                ("effective_on__isnull", False),
                                ("published_at__isnull", False),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="published_version_is_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, verbose_name="编号")),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                ("family", models.CharField(max_length=200, verbose_name="类别")),
                (
                    "weight",
                    dukao.kernel.fields.ExactDecimalField(max_length=40, null=True, verbose_name="权重"),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "每月"),
                            ("quarter", "每季度"),
                            ("half_year", "每半年"),
                            ("year", "每年"),
                        ],
                        max_length=12,
                        verbose_name="频次",
                    ),
                ),
                (
                    "supply",
                    models.CharField(
                        choices=[("unit", "单位填报"), ("shared", "共享带入"), ("event", "事件记录")],
                        max_length=8,
                        verbose_name="数据由谁给",
                    ),
                ),
                (
                    "applies_to",
                    models.JSONField(default=list, help_text="分组代码；空表示全部", verbose_name="适用分组"),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="schemes.indicatorversion",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_items",
                        to="organisations.unit",
                        verbose_name="牵头单位",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="schemes.schemeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评项目",
                "constraints": [models.UniqueConstraint(fields=("version", "code"), name="scheme_item_once")],
            },
        ),
        migrations.CreateModel(
            name="RosterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=64, verbose_name="分组代码")),
                ("group_name", models.CharField(max_length=200, verbose_name="分组")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster_entries",
                        to="organisations.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster",
                        to="schemes.schemeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "考评对象",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "unit"), name="roster_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(verbose_name="改动前的修改序号")),
                ("document", models.JSONField(null=True, verbose_name="改动前的办法")),
                ("sentence", models.CharField(max_length=300, verbose_name="改了什么")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="schemes.schemeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "草案改动",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "revision"), name="draft_step_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=64, verbose_name="项目编号")),
                (
                    "period",
                    models.CharField(help_text="2026-09, 2026-Q3, 2026", max_length=8, verbose_name="期间"),
                ),
                (
                    "value",
                    dukao.kernel.fields.ExactDecimalField(
                        help_text="空表示该单位不适用此项", max_length=40, null=True, verbose_name="目标值"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="organisations.unit",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="schemes.schemeversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "目标",
                "indexes": [models.Index(fields=["version", "period"], name="target_period")],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "unit", "item", "period"), name="target_once")
                ],
            },
        ),
    ]
