// SPDX-License-Identifier: GPL-3.0-or-later
// What the points of the map show and do: groups, selection, lines, hovering, writing to files.
#include "widgets/views/map_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/charts/scatter_chart.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/theme.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/views/common.h"
#include "widgets/views/hover_card.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <cmath>

namespace fulcrum::views {

namespace {

/// Colours that everybody can tell apart, each with a marker of its own; those of the strategies.
constexpr const char* kKinds[] = {"siir", "lever-lm", "sttr", "fixed", "extra", "sitr", "random"};

chart::Rgb toRgb(const QColor& color)
{
    return {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()), static_cast<std::uint8_t>(color.blue())};
}

constexpr double kFigureWidth = 140, kFigureHeight = 118; ///< mm
constexpr double kAroundX = 22, kAroundY = 28;            ///< of it: axes and legend

/// Both axes in one scale, as near as what stands around the plot lets one say.
void fitPanel(chart::Panel& panel)
{
    double left = 0, right = 1, bottom = 0, top = 1;
    bool first = true;
    for (const chart::Series& series : panel.series)
        for (const chart::Point& point : series.points) {
            left = first ? point.x : std::min(left, point.x);
            right = first ? point.x : std::max(right, point.x);
            bottom = first ? point.y : std::min(bottom, point.y);
            top = first ? point.y : std::max(top, point.y);
            first = false;
        }
    constexpr double kRoom = 1.06;
    const double wide = kFigureWidth - kAroundX, high = kFigureHeight - kAroundY;
    const double scale = std::max({kRoom * (right - left) / wide, kRoom * (top - bottom) / high, 1e-9}) / 2;
    panel.x = {(left + right) / 2 - scale * wide, (left + right) / 2 + scale * wide};
    panel.y = {(bottom + top) / 2 - scale * high, (bottom + top) / 2 + scale * high};
}

/// How the groups look: kinds differ by colour and marker, steps by depth of colour and size.
QVector<charts::PointGroup> stylesOf(const bridge::MapGroups& groups, const QPalette& palette)
{
    QVector<charts::PointGroup> styles;
    const QColor base = palette.color(QPalette::Base), accent = palette.color(QPalette::Highlight), ink = palette.color(QPalette::Text);
    const auto steps = std::max<qsizetype>(1, groups.groups.size() - 1);
    for (qsizetype i = 0; i < groups.groups.size(); ++i) {
        charts::PointGroup group {groups.groups[i].name, {}, 1, true};
        if (groups.groups[i].isNone) {
            group.style.color = toRgb(theme::mix(base, palette.color(QPalette::PlaceholderText), 0.55));
            group.size = 0.7;
        } else if (groups.ordered) {
            const double share = steps == 1 ? 1.0 : static_cast<double>(i) / static_cast<double>(steps - 1);
            const QColor strong = theme::mix(accent, ink, 0.35);
            group.style.color = toRgb(share < 0.6 ? theme::mix(base, accent, 0.4 + share) : theme::mix(accent, strong, (share - 0.6) / 0.4));
            group.size = 0.75 + 0.6 * share;
        } else {
            group.style = chart::styleOf(kKinds[static_cast<std::size_t>(i) % std::size(kKinds)], charts::themeFor(palette));
        }
        styles.append(group);
    }
    return styles;
}

QPixmap markerPixmap(const charts::PointGroup& group, const QPalette& palette, double ratio)
{
    QPixmap pixmap(QSize(28, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    charts::paintMarker(&painter, {14, 8}, 5 * group.size, group.style, palette.color(QPalette::Base));
    return pixmap;
}

QPixmap swatchPixmap(const QString& key, const QPalette& palette, double ratio)
{
    QPixmap pixmap(QSize(28, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    charts::paintSwatch(&painter, {1, 0, 26, 16}, charts::shownStyles().styleOf(key.toStdString(), charts::themeFor(palette)), palette.color(QPalette::Base));
    return pixmap;
}

QListWidgetItem* addItem(QListWidget* list, const QPixmap& look, const QString& text, const QString& key, bool on)
{
    auto* item = new QListWidgetItem(look, text, list);
    item->setData(Qt::UserRole, key);
    item->setToolTip(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(on ? Qt::Checked : Qt::Unchecked);
    return item;
}

} // namespace

/// The chart's groups: those of the legend, twice, once for each split, so that a split can be hidden.
void MapPage::showGroups()
{
    const auto& map = m_builder->map();
    if (!map)
        return;
    const bool known = m_groups.of.size() == map->rows();
    QVector<charts::PointGroup> styles = stylesOf(m_groups, palette());
    if (!known || styles.isEmpty())
        styles = {{{}, chart::styleOf(kKinds[0], charts::themeFor(palette())), 1, true}};
    const QSignalBlocker quiet(m_legend);
    const int row = m_legend->currentRow();
    m_legend->clear();
    for (qsizetype i = 0; known && i < styles.size(); ++i) {
        styles[i].shown = !m_hiddenGroups.contains(styles[i].name);
        addItem(m_legend, markerPixmap(styles[i], palette(), devicePixelRatioF()),
            tr("%1 (%2)").arg(styles[i].name, bridge::count(m_groups.groups[i].count)), styles[i].name, styles[i].shown);
    }
    m_legend->setCurrentRow(row);
    const auto kinds = static_cast<std::uint8_t>(styles.size());
    QVector<charts::PointGroup> both = styles;
    both.append(styles);
    std::vector<std::uint8_t> of(map->rows());
    std::size_t at = 0;
    for (const auto& dataset : map->datasets) {
        const bool train = dataset->split() == data::Split::Train;
        for (std::size_t i = 0; i < dataset->size() && at < of.size(); ++i, ++at)
            of[at] = static_cast<std::uint8_t>((known ? m_groups.of[at] : 0) + (train ? 0 : kinds));
    }
    const auto shown = static_cast<Shown>(m_shown->current());
    for (int i = 0; i < kinds; ++i) {
        both[i].shown = styles[i].shown && shown != Shown::Validation;
        both[kinds + i].shown = styles[i].shown && shown != Shown::Train;
    }
    m_chart->setGroups(std::move(of), both);
    m_legendTitle->setText(m_coloring->itemText(static_cast<int>(m_groups.coloring)));
    const bool noRun = static_cast<bridge::MapColoring>(m_coloring->currentIndex()) == bridge::MapColoring::RunScore && m_run->count() == 0;
    m_legendNote->setText(noRun ? tr("No evaluation of this task has scores yet.") : m_groups.note);
    m_legendNote->setVisible(!m_legendNote->text().isEmpty());
    showNote();
}

void MapPage::showSelection()
{
    const auto& map = m_builder->map();
    if (!map)
        return;
    if (!m_picking)
        m_others.clear();
    const bridge::Selection& selection = m_parts.state->selection();
    const bridge::SampleRef any {m_parts.state->task(), m_parts.state->split(), 0};
    const int first = map->rowOf(any);
    std::vector<int> rows;
    if (const auto& dataset = map->datasetOf(any); dataset && first >= 0)
        for (const std::int32_t index : selection.items.indices())
            if (index >= 0 && static_cast<std::size_t>(index) < dataset->size())
                rows.push_back(first + index);
    m_chart->setChosen(rows, selection.primary ? map->rowOf(*selection.primary) : -1);
    showNote();
}

QVector<charts::PointLink> MapPage::links() const
{
    QVector<charts::PointLink> links;
    const auto& map = m_builder->map();
    if (!map || !m_parts.state->currentQuery())
        return links;
    for (const bridge::Lane& lane : m_parts.board->lanes()) {
        if (lane.state != bridge::Lane::State::Ready || m_hiddenLanes.contains(lane.key))
            continue;
        for (qsizetype position = 0; position < lane.icds.size(); ++position)
            if (const int row = map->rowOf({m_parts.state->task(), data::Split::Train, lane.icds[position].index}); row >= 0)
                links.append({row, lane.strategy, QString::number(position + 1)});
    }
    return links;
}

void MapPage::showLinks()
{
    const auto& map = m_builder->map();
    const auto& query = m_parts.state->currentQuery();
    const QSignalBlocker quiet(m_lanes);
    m_lanes->clear();
    if (map && query)
        for (const bridge::Lane& lane : m_parts.board->lanes())
            if (lane.state == bridge::Lane::State::Ready)
                addItem(m_lanes, swatchPixmap(lane.strategy, palette(), devicePixelRatioF()), lane.title, lane.key, !m_hiddenLanes.contains(lane.key));
    m_lanesNote->setText(!query ? tr("Press Enter on a point to make it the current query.")
            : m_lanes->count() == 0
            ? tr("No strategy has demonstrations for this query yet.")
            : tr("From the current query to its %n demonstrations; numbers are places in the prompt.", nullptr, m_parts.state->shots()));
    m_lanes->setVisible(m_lanes->count() > 0);
    if (map)
        m_chart->setLinks(query ? map->rowOf(*query) : -1, links());
}

QString MapPage::note() const { return m_note->text(); }

void MapPage::showNote()
{
    const auto& map = m_builder->map();
    if (!map) {
        m_note->clear();
        return;
    }
    QStringList parts {tr("%1 points").arg(bridge::count(m_chart->pointCount()))};
    if (map->request.options.method == embed::ProjectionMethod::Tsne && map->points.landmarks > 0)
        parts.append(tr("%1 laid out, the others placed beside their nearest neighbours").arg(bridge::count(static_cast<std::int64_t>(map->points.landmarks))));
    if (m_chart->pointCount() > charts::ScatterChart::kMostDrawn)
        parts.append(tr("drawn as a density while more than %1 are in view").arg(bridge::count(charts::ScatterChart::kMostDrawn)));
    if (!map->finished)
        parts.append(m_builder->isBusy() ? tr("layout is forming") : tr("layout was stopped"));
    if (!m_chart->chosen().empty())
        parts.append(tr("%1 samples selected").arg(bridge::count(static_cast<std::int64_t>(m_chart->chosen().size()))));
    QString text = parts.join(QStringLiteral(" · ")).toHtmlEscaped();
    if (!m_others.empty()) {
        const bool train = map->sampleAt(m_others.front()).split == data::Split::Train;
        const QString others = train ? tr("Select the %n samples of train instead", nullptr, static_cast<int>(m_others.size()))
                                     : tr("Select the %n samples of validation instead", nullptr, static_cast<int>(m_others.size()));
        text += QStringLiteral(" · <a href=\"others\">%1</a>").arg(others.toHtmlEscaped());
    }
    m_note->setText(text);
}

/// A selection holds samples of one split: the one that is shown elsewhere too, unless only the other one was meant.
void MapPage::pick(const std::vector<int>& rows, bool add)
{
    const auto& map = m_builder->map();
    if (!map)
        return;
    std::vector<std::int32_t> train, validation;
    std::vector<int> trainRows, validationRows;
    for (const int row : rows) {
        const bridge::SampleRef sample = map->sampleAt(row);
        const bool isTrain = sample.split == data::Split::Train;
        (isTrain ? train : validation).push_back(static_cast<std::int32_t>(sample.index));
        (isTrain ? trainRows : validationRows).push_back(row);
    }
    data::Split split = m_parts.state->split();
    if ((split == data::Split::Train ? train : validation).empty() && !rows.empty())
        split = split == data::Split::Train ? data::Split::Validation : data::Split::Train;
    std::vector<std::int32_t>& indices = split == data::Split::Train ? train : validation;
    m_others = split == data::Split::Train ? validationRows : trainRows;
    const std::int64_t primary = indices.empty() ? -1 : indices.front();
    if (add && split == m_parts.state->split()) {
        const std::vector<std::int32_t> before = m_parts.state->selection().items.indices();
        indices.insert(indices.end(), before.begin(), before.end());
    }
    choose(split, std::move(indices), primary);
}

void MapPage::choose(data::Split split, std::vector<std::int32_t> indices, std::int64_t primary)
{
    m_picking = true;
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
    m_parts.state->setSplit(split);
    bridge::Selection selection;
    if (!indices.empty()) {
        const int last = static_cast<int>(indices.size()) - 1;
        selection.items = bridge::SampleSet(std::make_shared<const std::vector<std::int32_t>>(std::move(indices)), {{0, last}});
    }
    if (primary >= 0)
        selection.primary = bridge::SampleRef {m_parts.state->task(), split, primary};
    m_parts.state->setSelection(std::move(selection));
    showSelection();
    m_picking = false;
}

void MapPage::chooseOthers()
{
    const std::vector<int> rows = std::exchange(m_others, {});
    const auto& map = m_builder->map();
    if (rows.empty() || !map)
        return;
    std::vector<std::int32_t> indices;
    for (const int row : rows)
        indices.push_back(static_cast<std::int32_t>(map->sampleAt(row).index));
    const std::int64_t primary = indices.front();
    choose(map->sampleAt(rows.front()).split, std::move(indices), primary);
}

void MapPage::chooseSkipped()
{
    const auto& map = m_builder->map();
    if (!map || map->points.skipped.empty())
        return;
    std::vector<int> rows(map->points.skipped.begin(), map->points.skipped.end());
    pick(rows, false);
    Q_EMIT pageWanted(QStringLiteral("data"));
}

void MapPage::activate(int row)
{
    if (const auto& map = m_builder->map())
        m_parts.state->setCurrentQuery(map->sampleAt(row));
}

void MapPage::hover(int row, const QPoint& place)
{
    const auto& map = m_builder->map();
    if (row < 0 || !map) {
        m_card->hide();
        return;
    }
    const bridge::SampleRef ref = map->sampleAt(row);
    const auto& dataset = map->datasetOf(ref);
    if (!dataset)
        return;
    const data::Sample sample = (*dataset)[static_cast<std::size_t>(ref.index)];
    QString text = QString::fromStdString(ref.task == data::Task::Vqa ? sample.question : sample.captions.empty() ? std::string() : sample.captions.front());
    if (m_parts.state->isTruthHidden(ref))
        text = ref.task == data::Task::Vqa ? text : tr("(hidden until it is revealed)");
    else if (ref.task == data::Task::Vqa)
        text += QStringLiteral("\n") + tr("Answer: %1").arg(QString::fromStdString(sample.answer));
    QStringList facts {ref.split == data::Split::Train ? tr("train #%1").arg(sample.id) : tr("validation #%1").arg(sample.id)};
    if (static_cast<std::size_t>(row) < m_groups.of.size() && m_groups.coloring != bridge::MapColoring::Split)
        facts.append(m_groups.groups[m_groups.of[static_cast<std::size_t>(row)]].name);
    m_chart->describe(facts.join(QStringLiteral(", ")) + QStringLiteral(": ") + text);
    m_card->showAt(m_chart->mapTo(this, place), bridge::fromPath(dataset->imagePath(sample)), facts.join(QStringLiteral(" · ")), text);
}

QString MapPage::whyNoExport() const
{
    if (!m_builder->map() || m_chart->pointCount() == 0)
        return tr("There is no map to export yet.");
    return m_builder->map()->finished || !m_builder->isBusy() ? QString() : tr("The map is still being laid out.");
}

void MapPage::exportView()
{
    constexpr int kManyForVectors = 20'000;
    dialogs::ExportSource source;
    source.kind = QStringLiteral("map");
    source.title = tr("Export the map");
    source.formats = {QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png"), QStringLiteral("csv")};
    source.format.heightMm = kFigureHeight;
    source.format.widthMm = kFigureWidth;
    source.format.theme = charts::themeFor(palette());
    source.sizeIsRemembered = true;
    source.note = m_chart->pointCount() > kManyForVectors
        ? tr("CSV holds the coordinates of every sample. With so many points PNG is the better picture.")
        : tr("CSV holds the coordinates of every sample.");
    source.render = [figure = figure(), map = m_builder->map()](const chart::FigureFormat& format, const std::string& kind) -> Result<std::string> {
        if (kind == "csv")
            return icl::mapCsv(map->datasets, map->points);
        return chart::renderFigure(figure, format, kind);
    };
    auto* dialog = new dialogs::ExportDialog(source, &m_parts.session->worker(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

/// The points that are shown, group by group, with the lines to demonstrations.
chart::Figure MapPage::figure() const
{
    const auto& map = m_builder->map();
    chart::Panel panel;
    chart::Figure figure;
    const QVector<charts::PointGroup> looks = stylesOf(m_groups, palette());
    const auto shown = static_cast<Shown>(m_shown->current());
    for (qsizetype i = 0; i < looks.size(); ++i) {
        chart::Series series;
        series.key = "map:" + std::to_string(i);
        series.name = looks[i].name.toStdString();
        series.mark = chart::Mark::Points;
        chart::StyleChange look;
        look.color = looks[i].style.color;
        look.marker = looks[i].style.marker;
        figure.styles.set(series.key, look);
        panel.series.push_back(std::move(series));
    }
    for (std::size_t row = 0; row < map->rows() && m_groups.of.size() == map->rows(); ++row) {
        const bool train = map->sampleAt(static_cast<int>(row)).split == data::Split::Train;
        if (std::isfinite(map->points.x[row]) && shown != (train ? Shown::Validation : Shown::Train)
            && !m_hiddenGroups.contains(looks[m_groups.of[row]].name))
            panel.series[m_groups.of[row]].points.push_back(
                {static_cast<double>(map->points.x[row]), static_cast<double>(map->points.y[row])});
    }
    std::erase_if(panel.series, [](const chart::Series& series) { return series.points.empty(); });
    addLines(panel);
    fitPanel(panel);
    if (map->request.options.method == embed::ProjectionMethod::Pca) {
        panel.xLabel = tr("First component: %1 % of the variance").arg(bridge::number(100 * map->points.explained[0], 1)).toStdString();
        panel.yLabel = tr("Second component: %1 % of the variance").arg(bridge::number(100 * map->points.explained[1], 1)).toStdString();
    }
    figure.metadata = {{"map", viewText().toStdString()}, {"project", m_parts.session->name().toStdString()}};
    figure.panels.push_back(std::move(panel));
    return figure;
}

/// One series a strategy, which goes back to the query after each demonstration.
void MapPage::addLines(chart::Panel& panel) const
{
    const auto& map = m_builder->map();
    const int from = m_parts.state->currentQuery() ? map->rowOf(*m_parts.state->currentQuery()) : -1;
    if (from < 0)
        return;
    const auto point = [&map](int row) {
        const auto at = static_cast<std::size_t>(row);
        return chart::Point {static_cast<double>(map->points.x[at]), static_cast<double>(map->points.y[at])};
    };
    for (const charts::PointLink& link : m_chart->links()) {
        const std::string key = link.styleKey.toStdString();
        if (panel.series.empty() || panel.series.back().key != key) {
            panel.series.push_back({});
            panel.series.back().key = key;
        }
        panel.series.back().points.push_back(point(from));
        panel.series.back().points.push_back(point(link.to));
    }
}

} // namespace fulcrum::views
