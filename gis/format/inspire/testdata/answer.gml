<?xml version='1.0' encoding="UTF-8" ?>
<wfs:FeatureCollection
   xmlns:CP="http://mapserver.gis.umn.edu/mapserver"
   xmlns:gml="http://www.opengis.net/gml/3.2"
   xmlns:wfs="http://www.opengis.net/wfs/2.0"
   timeStamp="2024-05-31T10:00:00" numberMatched="5" numberReturned="5">
  <wfs:boundedBy>
    <gml:Envelope srsName="urn:ogc:def:crs:EPSG::6706">
      <gml:lowerCorner>37.500000 15.000000</gml:lowerCorner>
      <gml:upperCorner>37.501000 15.003000</gml:upperCorner>
    </gml:Envelope>
  </wfs:boundedBy>
  <wfs:member>
    <CP:CadastralParcel gml:id="CadastralParcel.IT.AGE.PLA.W001A001200.7">
      <CP:msGeometry>
        <gml:Polygon gml:id="CadastralParcel.IT.AGE.PLA.W001A001200.7.1" srsName="urn:ogc:def:crs:EPSG::6706">
          <gml:exterior><gml:LinearRing>
            <gml:posList srsDimension="2">37.5 15 37.5 15.001 37.501 15.001 37.501 15 37.5 15 </gml:posList>
          </gml:LinearRing></gml:exterior>
          <gml:interior><gml:LinearRing>
            <gml:posList srsDimension="2">37.5004 15.0004 37.5004 15.0006 37.5006 15.0006 37.5004 15.0004 </gml:posList>
          </gml:LinearRing></gml:interior>
        </gml:Polygon>
      </CP:msGeometry>
      <CP:INSPIREID_LOCALID>IT.AGE.PLA.W001A001200.7</CP:INSPIREID_LOCALID>
      <CP:INSPIREID_NAMESPACE>IT.AGE.PLA.</CP:INSPIREID_NAMESPACE>
      <CP:LABEL>7</CP:LABEL>
      <CP:NATIONALCADASTRALREFERENCE>W001A001200.7</CP:NATIONALCADASTRALREFERENCE>
      <CP:ADMINISTRATIVEUNIT>W001</CP:ADMINISTRATIVEUNIT>
    </CP:CadastralParcel>
  </wfs:member>
  <wfs:member>
    <CP:CadastralParcel gml:id="CadastralParcel.IT.AGE.PLA.W001A001200.8">
      <CP:msGeometry>
        <gml:MultiSurface srsName="urn:ogc:def:crs:EPSG::6706">
          <gml:surfaceMember>
            <gml:Polygon><gml:exterior><gml:LinearRing>
              <gml:posList>37.5 15.001 37.5 15.002 37.501 15.002 37.5 15.001</gml:posList>
            </gml:LinearRing></gml:exterior></gml:Polygon>
          </gml:surfaceMember>
          <gml:surfaceMember>
            <gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior><gml:Ring><gml:curveMember>
              <gml:LineString><gml:posList>37.5 15.002 37.5 15.0025 37.501 15.0025</gml:posList></gml:LineString>
              <gml:LineString><gml:posList>37.501 15.0025 37.5 15.002</gml:posList></gml:LineString>
            </gml:curveMember></gml:Ring></gml:exterior></gml:PolygonPatch></gml:patches></gml:Surface>
          </gml:surfaceMember>
        </gml:MultiSurface>
      </CP:msGeometry>
      <CP:INSPIREID_LOCALID>IT.AGE.PLA.W001A001200.8</CP:INSPIREID_LOCALID>
      <CP:LABEL>8</CP:LABEL>
      <CP:ADMINISTRATIVEUNIT>W001</CP:ADMINISTRATIVEUNIT>
    </CP:CadastralParcel>
  </wfs:member>
  <wfs:member>
    <CP:CadastralParcel gml:id="CadastralParcel.IT.AGE.PLA.W001A001200.STRADA001">
      <CP:msGeometry>
        <gml:Polygon srsName="urn:ogc:def:crs:EPSG::6706"><gml:exterior><gml:LinearRing>
          <gml:posList>37.5 15.0025 37.5 15.003 37.501 15.003 37.501 15.0025 37.5 15.0025</gml:posList>
        </gml:LinearRing></gml:exterior></gml:Polygon>
      </CP:msGeometry>
      <CP:INSPIREID_LOCALID>IT.AGE.PLA.W001A001200.STRADA001</CP:INSPIREID_LOCALID>
      <CP:LABEL>STRADA001</CP:LABEL>
      <CP:ADMINISTRATIVEUNIT>W001</CP:ADMINISTRATIVEUNIT>
    </CP:CadastralParcel>
  </wfs:member>
  <wfs:member>
    <CP:CadastralParcel gml:id="CadastralParcel.IT.AGE.PLA.W001A001200.7.again">
      <CP:msGeometry>
        <gml:Polygon srsName="urn:ogc:def:crs:EPSG::6706">
          <gml:exterior><gml:LinearRing>
            <gml:posList>37.5 15 37.5 15.001 37.501 15.001 37.501 15 37.5 15</gml:posList>
          </gml:LinearRing></gml:exterior>
          <gml:interior><gml:LinearRing>
            <gml:posList>37.5004 15.0004 37.5004 15.0006 37.5006 15.0006 37.5004 15.0004</gml:posList>
          </gml:LinearRing></gml:interior>
        </gml:Polygon>
      </CP:msGeometry>
      <CP:INSPIREID_LOCALID>IT.AGE.PLA.W001A001200.7</CP:INSPIREID_LOCALID>
      <CP:LABEL>7</CP:LABEL>
      <CP:ADMINISTRATIVEUNIT>W001</CP:ADMINISTRATIVEUNIT>
    </CP:CadastralParcel>
  </wfs:member>
  <wfs:member>
    <CP:CadastralZoning gml:id="CadastralZoning.IT.AGE.MAP.W001A001200">
      <CP:msGeometry>
        <gml:Polygon srsName="urn:ogc:def:crs:EPSG::6706"><gml:exterior><gml:LinearRing>
          <gml:posList>37.5 15 37.5 15.003 37.501 15.003 37.501 15 37.5 15</gml:posList>
        </gml:LinearRing></gml:exterior></gml:Polygon>
      </CP:msGeometry>
      <CP:INSPIREID_LOCALID>IT.AGE.MAP.W001A001200</CP:INSPIREID_LOCALID>
      <CP:LABEL>12</CP:LABEL>
      <CP:ADMINISTRATIVEUNIT>W001</CP:ADMINISTRATIVEUNIT>
    </CP:CadastralZoning>
  </wfs:member>
</wfs:FeatureCollection>
